#!/usr/bin/env python3
"""Writes the samples in this folder, and the mappings that read them, out of datasets/community-rehab.

    python3 datasets/exports/make.py            # needs openpyxl and pyarrow for the workbook and the Parquet files

Everything is synthetic. The same input gives the same text files; the binary ones may differ in bytes with the version
of the libraries. Faults are put in on purpose: each README lists them.
"""

import csv
import datetime
import io
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REHAB = ROOT / "datasets" / "community-rehab"
MAPPINGS = ROOT / "mappings"


def read(name):
    with open(REHAB / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


STAFF, HOLDINGS, TASKS = read("staff"), read("holdings"), read("tasks")
COMPETENCIES, LINKS = read("competencies"), read("links")
BY_CODE = {row["code"]: row for row in COMPETENCIES}
PEOPLE = list(dict.fromkeys(row["staff_id"] for row in STAFF))

# staff group | job role | grade code, by role; the pairs are made up in the shape that is documented
JOBS = {
    "AP-NURSING": ("Additional Clinical Services|Assistant Practitioner Nursing", 4),
    "AP-THERAPY": ("Additional Clinical Services|Assistant Practitioner Therapy", 4),
    "DIETETIC-3": ("Additional Clinical Services|Dietetic Assistant", 3),
    "DIETITIAN-5": ("Allied Health Professionals|Dietitian", 5),
    "DOCTOR-7": ("Medical and Dental|Specialty Registrar", 0),
    "ENTRY-1": ("Additional Clinical Services|Entry Level Worker", 2),
    "HCSW-2": ("Additional Clinical Services|Healthcare Assistant", 2),
    "HCSW-3": ("Additional Clinical Services|Healthcare Assistant", 3),
    "NA": ("Additional Clinical Services|Nursing Associate", 4),
    "OT-5": ("Allied Health Professionals|Occupational Therapist", 5),
    "OT-6": ("Allied Health Professionals|Occupational Therapist", 6),
    "PHYSIO-5": ("Allied Health Professionals|Physiotherapist", 5),
    "PHYSIO-6": ("Allied Health Professionals|Physiotherapist", 6),
    "PODIATRIST-5": ("Allied Health Professionals|Podiatrist", 5),
    "PODIATRY-3": ("Additional Clinical Services|Podiatry Assistant", 3),
    "RN-ADULT": ("Nursing and Midwifery Registered|Community Nurse", 5),
    "RN-ADULT-6": ("Nursing and Midwifery Registered|Community Nurse", 6),
    "SLT-3": ("Additional Clinical Services|Speech and Language Therapy Assistant", 3),
    "SLT-5": ("Allied Health Professionals|Speech and Language Therapist", 5),
    "SLT-6": ("Allied Health Professionals|Speech and Language Therapist", 6),
    "THERAPY-2": ("Additional Clinical Services|Therapy Assistant", 2),
    "THERAPY-3": ("Additional Clinical Services|Therapy Assistant", 3),
}
SITES = {
    "north-hub": "638 L8 REHAB-01 North Hub",
    "valley-clinic": "638 L8 REHAB-02 Valley Clinic",
    "home-visits": "638 L8 REHAB-03 Home Visits",
}
STATUS = {"active": "Active Assignment", "left": "SYNTHETIC Ended", "absent": "SYNTHETIC Long Absence"}
LEVELS = {
    "taught": "1 - Attended",
    "modelled": "2 - Simulated",
    "competent": "3 - Competent",
    "trainer": "4 - Assessor",
    "expert": "5 - Expert",
}


def grade(role):
    band = JOBS[role][1]
    return f"NHS|XR0{band}|Review Body Band {band}" if band else "NHS|SYN0|Synthetic Medical Grade"


def role_key(role):
    return f"{JOBS[role][0]}|{grade(role).split('|')[1]}"


def competence(code):
    """The competence string of a code: owner, type, title, period."""
    row = BY_CODE.get(code)
    if row is None:
        return f"457|LOCAL|Synthetic competence {code}|"
    owner = "NHS|CSTF" if row["framework"] == "core" else "457|LOCAL"
    years = int(row["refresh_months"] or 0) // 12
    period = f" - {years} Year{'s' if years > 1 else ''}" if years else ""
    # as a spreadsheet program on Windows writes it
    title = row["title"].replace("falls-prevention", "falls\u2013prevention")
    return f"{owner}|{title}{period}|"


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def named(iso):
    if iso in ("", "never"):
        return "no expiry" if iso else ""
    year, month, day = iso.split("-")
    return f"{day}-{MONTHS[int(month) - 1]}-{year}"


def slashed(iso):
    return iso.replace("-", "/") + " 00:00:00" if iso else ""


def packed(iso):
    return "" if iso == "" else "no expiry" if iso == "never" else iso.replace("-", "")


def british(iso):
    return "/".join(reversed(iso.split("-"))) if iso not in ("", "never") else ""


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def lines(rows, delimiter=",", end="\r\n", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


# --- mappings ---------------------------------------------------------------------------------------------------------


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def values(field, pairs, evidence=""):
    out = ["", "[[values]]", f'field = "{field}"']
    if evidence:
        out.append(f"# {evidence}")
    out.append("map = [")
    for theirs, ours in pairs:
        said = "leave_out = true" if ours is None else f"ours = {quoted(ours)}"
        out.append(f"  {{ theirs = {quoted(theirs)}, {said} }},")
    return "\n".join(out + ["]", ""])


def mapping(name, head, *parts):
    write(MAPPINGS / f"{name}.toml", (head.strip() + "\n" + "".join(parts)).encode("utf-8"))


def used_codes():
    return list(dict.fromkeys(row["competency"] for row in HOLDINGS))


COMPETENCE_PAIRS = [(competence(code), code) for code in used_codes() if code in BY_CODE]
LEVEL_PAIRS = [(theirs, ours) for ours, theirs in LEVELS.items() if ours != "expert"]
ROLE_PAIRS = [(role_key(role), role) for role in JOBS]
SITE_PAIRS = [(theirs, ours) for ours, theirs in SITES.items()]
STATUS_PAIRS = [(theirs, ours) for ours, theirs in STATUS.items()]


# --- ESR Compliance and Competency ------------------------------------------------------------------------------------


def esr_competency():
    header = (
        "Employee Number,Competency Name,Competence Level,Min Requirement,Essential,Expiry Date,Compliance Status,"
        "Description,Date Start,Date Last Awarded,Title,Last Updated By,VPD"
    ).split(",")
    rows = [header]
    for number, held in enumerate(HOLDINGS):
        code = held["competency"]
        competency = competence(code)
        if number % 41 == 7:
            competency = competency.replace(" ", "\u00a0", 1) + "  "
        awarded = held["assessed_on"]
        form = (slashed, named, british)[number % 3]
        rows.append([
            held["staff_id"],
            competency,
            LEVELS[held["proficiency"]],
            "",
            "Y" if number % 2 else "",
            named(held["expires_on"]),
            "RED" if number == 40 else "GREEN",
            "",
            named(awarded) if awarded != "2026-02-31" else "31-Feb-2026",
            form(awarded),
            f"457 {BY_CODE[code]['title']}" if code in BY_CODE else "",
            f"457SYNTH{number % 7:02}|SYNTHETIC-{number % 7:04}, Placeholder",
            "457" if number % 5 else "RHQ",
        ])
        if number in (60, 180):
            rows.append([""] * len(header))
        if number == 120:
            rows.append(header)
    rows.append(["", "", "", "", "", "Report of 1 November 2026"] + [""] * 7)
    rows.append(["Total", str(len(HOLDINGS))] + [""] * 11)
    text = lines(rows)
    write(HERE / "esr-competency" / "compliance_export.csv", text.encode("cp1252"))
    mapping(
        "esr-competency",
        """
# ESR Compliance and Competency export -> holdings. See docs/from-your-export.md.
# The columns are found by their headers. The words below are those of datasets/exports/esr-competency: put your own in.
version = 1
name = "ESR Compliance and Competency export"

[[source]]
files = ["*compliance*.csv"]
layout = "esr-competency"
encoding = "windows-1252"
# as the one open-source importer that was read takes them
dates = "day-month-year"
""",
        values(
            "proficiency",
            LEVEL_PAIRS,
            "only `1 - Attended` is documented; the other labels and what all of them mean are assumptions of this sample",
        ),
        values("competency", COMPETENCE_PAIRS),
    )


# --- ESR GO (2009) ----------------------------------------------------------------------------------------------------


def esr_go():
    name = "GO_638_ASG_20261031_Full_00000001.DAT"
    rows = []
    for number, person in enumerate(PEOPLE, 1):
        posts = [row for row in STAFF if row["staff_id"] == person]
        first = posts[0]
        known = [first[c] for c in ("register", "profession", "field", "annotations", "authorisations", "delegator")]
        rows.append(["PER", f"90{number:03}", person, "Mx", f"SYNTHETIC-{number:04}", "Placeholder", "", *known])
        for at, post in enumerate(posts):
            parts = ["0.6", "0.4"] if person == "CR-0018" else [post["wte"]]
            for part in parts:
                job, role_grade = JOBS[post["role"]][0], grade(post["role"])
                assignment = f"{10805000 + number:08}" + (f"-{at + 1}" if at else "")
                site = SITES[post["site"]]
                rows.append(["ASG", f"90{number:03}", assignment, job, role_grade, site, part, STATUS[post["status"]]])
        if number == 9:
            rows.append(rows[-1])
    rows.append(["ASG", "99999", "10809999", JOBS["HCSW-3"][0], grade("HCSW-3"), SITES["north-hub"], "1.0", STATUS["active"]])
    out = [["HDR", name]] + rows + [["FTR", name, str(len(rows))]]
    text = lines(out, quoting=csv.QUOTE_ALL)
    write(HERE / "esr-go" / name, text.removesuffix("\r\n").encode("ascii"))
    mapping(
        "esr-go",
        """
# ESR outbound interface of 2009 (HDR, PER, ASG, FTR) -> staff. See docs/from-your-export.md.
# ASSUMPTION: nobody has published which cell of PER and ASG holds what. The positions below are those of the sample in
# datasets/exports/esr-go, where register to delegator are made up too. Look at your own file and put your own in.
version = 1
name = "ESR outbound interface, 2009"

[[source]]
files = ["GO_*.DAT"]
layout = "esr-go"
columns = [
  { ours = "person_id", theirs = ["PER.2", "ASG.2"] },
  { ours = "staff_id", theirs = ["PER.3"] },
  { ours = "role", theirs = ["ASG.4", "ASG.5|2"] },
  { ours = "site", theirs = ["ASG.6"] },
  { ours = "wte", theirs = ["ASG.7"] },
  { ours = "status", theirs = ["ASG.8"] },
  { ours = "register", theirs = ["PER.8"] },
  { ours = "profession", theirs = ["PER.9"] },
  { ours = "field", theirs = ["PER.10"] },
  { ours = "annotations", theirs = ["PER.11"] },
  { ours = "authorisations", theirs = ["PER.12"] },
  { ours = "delegator", theirs = ["PER.13"] },
]
""",
        values("role", ROLE_PAIRS),
        values("site", SITE_PAIRS),
        values("status", STATUS_PAIRS, "`Active Assignment` is documented, the others are made up"),
    )


# --- ESR GO2 ----------------------------------------------------------------------------------------------------------


def go2_columns():
    text = (ROOT / "src/exchange/layouts/go2_columns.rs").read_text(encoding="utf-8")
    kinds = {}
    for kind in ("PERSON", "ASSIGNMENT", "POSITION"):
        body = text.split(f"const {kind}: &str")[1].split('"')[1]
        kinds[kind] = [name.strip() for name in body.replace("\\\n", "").split(",")]
    return kinds


def esr_go2():
    kinds = go2_columns()

    def record(kind, code, **cells):
        assert not set(cells) - set(kinds[kind]), cells
        return "~".join([code] + [str(cells.get(name, "")) for name in kinds[kind][1:]])

    persons, assignments, positions, competences, local = [], [], [], [], []
    place = {}
    for number, post in enumerate(STAFF):
        key = (post["role"], post["site"])
        if key in place:
            continue
        place[key] = 7000 + len(place)
        band = JOBS[post["role"]][1]
        # one title names another band than the grade, as documented of a real file
        title_band = 5 if post["role"] == "HCSW-2" else band
        job = JOBS[post["role"]][0]
        title = f"{place[key]}|{job.split('|')[1]} Band {title_band}|SYN|Community Health Services|"
        positions.append(record(
            "POSITION", "SYNPOS", PositionId=place[key], EffectiveFromDate="20200101", PositionNumber=place[key],
            PositionName=title, BudgetedFte="1", JobStaffGroup=job.split("|")[0], JobRole=job.split("|")[1],
            IsaRegulatedPost="No", HiringStatus="Active", LastUpdateDate="20261030 020000",
        ))
    for number, person in enumerate(PEOPLE, 1):
        pid = f"90{number:03}"
        posts = [row for row in STAFF if row["staff_id"] == person]
        left = posts[0]["status"] == "left"
        persons.append(record(
            "PERSON", "SYNPER", PersonId=pid, EffectiveStartDate="20200101", 
            EmployeeNumber=person, Title="Mx", LastName=f"SYNTHETIC-{number:04}", FirstName="Placeholder",
            HireDate="20200101", ActualTerminationDate="20260630" if left else "", EmployeeStatusFlag="Yes",
            LastUpdateDate="20261030 020000",
        ))
        for at, post in enumerate(posts):
            shares = ["0.6", "0.4"] if person == "CR-0018" else [post["wte"]]
            for part, share in enumerate(shares):
                position = place[(post["role"], post["site"])]
                title = next(p for p in positions if p.split("~")[1] == str(position)).split("~")[5]
                assignments.append(record(
                    "ASSIGNMENT", "SYNASG", PersonId=pid, AssignmentId=f"{number:03}{at}{part}",
                    EffectiveStartDate="20200101", AssignmentNumber=f"{10805000 + number}" + (f"-{at + 1}" if at else ""),
                    SystemAssignmentStatus=STATUS["active"] if left else STATUS[post["status"]],
                    PrimaryAssignment="No" if at else "Yes", Fte=share, OrganisationId=SITES[post["site"]],
                    PositionId=position, PositionName=title, Grade=grade(post["role"]), JobName=JOBS[post["role"]][0],
                    ManagerFlag="No", LastUpdateDate="20261030 020000",
                ))
        # what the person did before: not in force any more
        if number in (3, 11):
            assignments.append(record(
                "ASSIGNMENT", "SYNASG", PersonId=pid, AssignmentId=f"{number:03}90", EffectiveStartDate="20200101",
                EffectiveEndDate="20241231", SystemAssignmentStatus=STATUS["active"], Fte="1.0",
                OrganisationId=SITES["valley-clinic"], Grade=grade("HCSW-3"), JobName=JOBS["HCSW-3"][0],
            ))
        first = posts[0]
        known = [first[c] for c in ("register", "profession", "field", "annotations", "authorisations", "delegator")]
        # a registration that ran out stands beside the one that holds
        if first["register"] and number == 13:
            local.append("~".join(["SYNREG", pid, *known, "20200401", "20230331"]))
        local.append("~".join(["SYNREG", pid, *known, "20230401", "20270331"]))
    for held in HOLDINGS:
        person = held["staff_id"]
        pid = f"90{PEOPLE.index(person) + 1:03}" if person in PEOPLE else "99999"
        competences.append("~".join([
            "SYNCMP", pid, competence(held["competency"]), LEVELS[held["proficiency"]],
            packed(held["assessed_on"]), packed(held["expires_on"]),
        ]))
    # a kind of record of no interest, and a record cut off
    competences.append("SYNOTH~90001~Right to work check~20240101")
    persons.append("~".join(persons[3].split("~")[:30]))
    for kind, rows in [
        ("PERSON", persons), ("ASSIGNMENT", assignments), ("POSITION", positions), ("COMPETENCE", competences),
        ("LOCAL", local),
    ]:
        write(HERE / "esr-go2" / f"SYN_638_{kind}_20261031.DAT", "\r\n".join(rows).encode("utf-8"))
    mapping(
        "esr-go2",
        """
# ESR outbound interface, second generation (`~` between cells) -> staff and holdings. See docs/from-your-export.md.
# The columns of PERSON, ASSIGNMENT and POSITION are documented. ASSUMPTION: those of competences (SYNCMP) and of
# registrations (SYNREG) are not; the codes and positions below are those of the sample in datasets/exports/esr-go2.
# Look at your own files and put your own in.
version = 1
name = "ESR outbound interface, second generation"

[[source]]
files = ["*_PERSON_*.DAT", "*_ASSIGNMENT_*.DAT", "*_POSITION_*.DAT", "*_COMPETENCE_*.DAT", "*_LOCAL_*.DAT"]
layout = "esr-go2"
columns = [
  { ours = "person_id", theirs = ["SYNCMP.2", "SYNREG.2"] },
  { ours = "register", theirs = ["SYNREG.3"] },
  { ours = "profession", theirs = ["SYNREG.4"] },
  { ours = "field", theirs = ["SYNREG.5"] },
  { ours = "annotations", theirs = ["SYNREG.6"] },
  { ours = "authorisations", theirs = ["SYNREG.7"] },
  { ours = "delegator", theirs = ["SYNREG.8"] },
  { ours = "valid_from", theirs = ["SYNREG.9"] },
  { ours = "valid_to", theirs = ["SYNREG.10"] },
  { ours = "competency", theirs = ["SYNCMP.3"] },
  { ours = "proficiency", theirs = ["SYNCMP.4"] },
  { ours = "assessed_on", theirs = ["SYNCMP.5"] },
  { ours = "expires_on", theirs = ["SYNCMP.6"] },
]
""",
        values("role", ROLE_PAIRS),
        values("site", SITE_PAIRS),
        values("status", STATUS_PAIRS, "`Active Assignment` is documented, the others are made up"),
        values("proficiency", LEVEL_PAIRS),
        values("competency", COMPETENCE_PAIRS),
    )


# --- ASC-WDS ----------------------------------------------------------------------------------------------------------


REGISTERS = {
    ("NMC-RN", "nurse", "adult"): "901",
    ("NMC-NA", "nursing-associate", ""): "902",
}


def asc_wds():
    worker_header = (
        "LOCALESTID,UNIQUEWORKERID,CHGUNIQUEWRKID,STATUS,DISPLAYID,NINUMBER,POSTCODE,DOB,CARECERT,L2CARECERT,DHA,"
        "EMPLSTATUS,ZEROHRCONT,MAINJOBROLE,MAINJRDESC,CONTHOURS,AVGHOURS,NMCREG,AMHP,SCQUAL,NONSCQUAL"
    ).split(",")
    jobs = {role: str(801 + at) for at, role in enumerate(JOBS)}
    workers, training = [worker_header], []
    for number, post in enumerate(STAFF):
        register = REGISTERS.get((post["register"], post["profession"], post["field"]), "")
        row = dict.fromkeys(worker_header, "")
        row.update(
            LOCALESTID=post["site"], UNIQUEWORKERID=post["staff_id"], STATUS="DELETE" if post["status"] == "left" else "UPDATE",
            DISPLAYID=f"SYNTHETIC-{number:04}", NINUMBER="", POSTCODE="ZZ99 9ZZ", DOB="01/01/1900", EMPLSTATUS="1",
            ZEROHRCONT="2", MAINJOBROLE=jobs[post["role"]], CONTHOURS=str(round(float(post["wte"]) * 37.5, 1)),
            NMCREG=register,
        )
        if post["status"] == "absent":
            row["STATUS"] = "SYNTHETIC-ABSENT"
        workers.append(list(row.values()))
    header = (
        "LOCALESTID,UNIQUEWORKERID,CATEGORY,TRAININGNAME,ACCREDITED,WHODELIVERED,PROVIDERNAME,HOWDELIVERED,VALIDITY,"
        "DATECOMPLETED,EXPIRYDATE,NOTES"
    ).split(",")
    training.append(header)
    endings = {"taught": "course", "modelled": "simulation", "competent": "practice assessed", "trainer": "assessor", "expert": "expert"}
    pairs, levels = {}, {}
    for number, held in enumerate(HOLDINGS):
        code = held["competency"]
        if code in BY_CODE:
            title = f"{BY_CODE[code]['title']} ({endings[held['proficiency']]})"
        else:
            title = f"Synthetic training {code} ({endings[held['proficiency']]})"
        category = {"core": "7", "medicines": "9"}.get(BY_CODE.get(code, {}).get("framework"), "8")
        if code in BY_CODE:
            pairs[f"{category}|{title}"] = code
            if held["proficiency"] != "expert":
                levels[title] = held["proficiency"]
        places = [row["site"] for row in STAFF if row["staff_id"] == held["staff_id"]] or ["north-hub"]
        for place in dict.fromkeys(places):
            completed = british(held["assessed_on"])
            if number == 77:
                completed = held["assessed_on"]
            training.append([
                place, held["staff_id"], category, title, "Yes", "1", "", "2", "", completed, british(held["expires_on"]),
                "synthetic note that must not come out",
            ])
    training.append(["", "", "", "", "", "", "", "", "", "", "", ""])
    write(HERE / "asc-wds" / "worker.csv", lines(workers).encode("utf-8-sig"))
    write(HERE / "asc-wds" / "training.csv", lines(training).encode("utf-8"))
    delegators = {(row["site"] + "|" + row["staff_id"]): row["delegator"] for row in STAFF}
    mapping(
        "asc-wds",
        """
# ASC-WDS bulk upload, worker.csv and training.csv -> staff and holdings. See docs/from-your-export.md.
# The columns are documented. ASSUMPTION: their codes are not in what was read; those below are of the sample in
# datasets/exports/asc-wds. That the file has no column for registers other than the NMC's, and none for who is trained
# to delegate, is a fact: such people count at no rung, and `delegator` is said here by worker.
version = 1
name = "ASC-WDS bulk upload"

[[source]]
files = ["worker*.csv"]
layout = "asc-wds-worker"
columns = [
  { ours = "register", theirs = ["NMCREG"] },
  { ours = "profession", theirs = ["NMCREG"] },
  { ours = "field", theirs = ["NMCREG"] },
  { ours = "delegator", theirs = ["LOCALESTID", "UNIQUEWORKERID"] },
]

[[source]]
files = ["training*.csv"]
layout = "asc-wds-training"
# a training completed is taught; which ones end with an assessment in practice only their names say, and only here
columns = [{ ours = "proficiency", theirs = ["TRAININGNAME"] }]
""",
        values("role", [(number, role) for role, number in jobs.items()]),
        values(
            "status",
            [("UPDATE", "active"), ("NEW", "active"), ("NOCHANGE", "active"), ("SYNTHETIC-ABSENT", "absent"), ("DELETE", "left")],
            "STATUS says what the upload is to do with a record; that such a worker is employed is an assumption",
        ),
        values("register", [(code, key[0]) for key, code in REGISTERS.items()]),
        values("profession", [(code, key[1]) for key, code in REGISTERS.items()]),
        values("field", [(code, key[2]) for key, code in REGISTERS.items()]),
        values("delegator", [(key, said) for key, said in delegators.items() if said]),
        values("proficiency", list(levels.items())),
        values("competency", list(pairs.items())),
    )


# --- competency frameworks --------------------------------------------------------------------------------------------


MOODLE = (
    "Parent ID number|ID number|Short name|Description|Description format|Scale values|Scale configuration|"
    "Rule type (optional)|Rule outcome (optional)|Rule config (optional)|Cross-referenced competency ID numbers|"
    "Exported ID (optional)|Is framework|Taxonomy"
).split("|")


def moodle():
    scale = ["Not yet competent,Competent", '[{"scaleid":"2"},{"id":2,"scaledefault":1,"proficient":1}]']
    rows = [MOODLE, ["", "SYN-REHAB", "Synthetic rehabilitation framework", "", "1", *scale, "", "", "", "", "", "1", "competency"]]
    rows.append(["", "SYN-OLD", "Retired group, kept for filing", "<p>Synthetic</p>", "1", "", "", "", "", "", "", "", "", ""])
    for number, row in enumerate(COMPETENCIES):
        description = "<p>Synthetic.</p>\n<p>Two lines in one cell.</p>" if number % 20 == 3 else ""
        parent = "SYN-OLD" if row["code"] == "MOB-OLD-07" else ""
        cross = "MOB-AID-01" if row["code"] == "MOB-OLD-07" else ""
        rows.append([parent, row["code"], row["title"], description, "1", "", "", "", "", "", cross, "", "", ""])
    write(HERE / "moodle" / "framework.csv", lines(rows, end="\n", quoting=csv.QUOTE_ALL).encode("utf-8-sig"))
    mapping(
        "moodle",
        """
# Moodle competency framework -> competencies. See docs/from-your-export.md.
# Parents and cross references give no links: they say where something is filed, not what proves what.
version = 1
name = "Moodle competency framework"

[[source]]
files = ["*framework*.csv"]
layout = "moodle-framework"
""",
    )


def case():
    ids = {row["code"]: f"00000000-0000-4000-8000-{at:012}" for at, row in enumerate(COMPETENCIES)}
    document = {"identifier": "00000000-0000-4000-9000-000000000000", "title": "Synthetic rehabilitation framework", "creator": "SYNTHETIC"}
    items = [
        {"identifier": ids[row["code"]], "humanCodingScheme": row["code"], "fullStatement": row["title"], "CFItemType": "Competency"}
        for row in COMPETENCIES
    ]

    def node(code):
        known = ids.get(code, f"00000000-0000-4000-8000-999999{len(code):06}")
        return {"identifier": known, "title": BY_CODE.get(code, {}).get("title", "an item of another package"), "uri": f"https://example.org/{known}"}

    associations = []

    def associate(kind, origin, destination):
        associations.append({
            "identifier": f"00000000-0000-4000-a000-{len(associations):012}", "associationType": kind,
            "originNodeURI": node(origin), "destinationNodeURI": node(destination),
        })

    for link in LINKS:
        # a prerequisite with proficiencies has no form in CASE: left to links.csv
        if link["kind"] == "prerequisite" and not link["from_proficiency"]:
            associate("precedes", link["to"], link["from"])
        elif link["kind"] == "same-as":
            associate("exactMatchOf", link["from"], link["to"])
        elif link["kind"] == "covers":
            associate("isChildOf", link["to"], link["from"])
    associate("replacedBy", "MOB-OLD-07", "MOB-AID-01")
    associate("ext:synthetic", "STAIR-01", "BAL-01")
    package = {"CFDocument": document, "CFItems": items, "CFAssociations": associations}
    write(HERE / "case" / "package.json", (json.dumps(package, indent=1) + "\n").encode("utf-8"))
    mapping(
        "case",
        """
# 1EdTech CASE 1.1 package -> competencies and links. See docs/from-your-export.md.
# `exactMatchOf` becomes same-as, `precedes` becomes prerequisite; parents and parts give no links.
version = 1
name = "1EdTech CASE 1.1 package"

[[source]]
files = ["*.json"]
layout = "case"
""",
    )


# --- binary tables ----------------------------------------------------------------------------------------------------


def table_source(kind, file, worksheet=None):
    rows = {"staff": STAFF, "holdings": HOLDINGS, "tasks": TASKS}[kind]
    columns = "\n".join(f'  {{ ours = "{name}", theirs = ["{name}"] }},' for name in rows[0])
    sheet = f'worksheet = "{worksheet}"\n' if worksheet else ""
    return f'\n[[source]]\nfiles = ["{file}"]\nlayout = "table"\nsheet = "{kind}"\n{sheet}columns = [\n{columns}\n]\n'


def day(iso):
    try:
        return datetime.date.fromisoformat(iso)
    except ValueError:
        return None


def xlsx():
    import openpyxl

    for kind, rows in (("staff", STAFF), ("holdings", HOLDINGS)):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = kind
        book.create_sheet("Notes").append(["Everything here is synthetic"])
        header = list(rows[0])
        sheet.append(header)
        for number, row in enumerate(rows):
            cells = []
            for name in header:
                cell = row[name]
                if name in ("assessed_on", "expires_on") and day(cell):
                    cell = day(cell)
                elif name == "wte" and cell:
                    cell = float(cell)
                elif name == "competency" and number % 50 == 11:
                    cell = cell + "\u00a0"
                cells.append(cell if cell != "" else None)
            sheet.append(cells)
        sheet.append(["Total", len(rows)])
        book.properties.created = book.properties.modified = datetime.datetime(2026, 11, 1)
        out = io.BytesIO()
        book.save(out)
        write(HERE / "xlsx" / f"{kind}.xlsx", out.getvalue())
    mapping(
        "xlsx",
        """
# Workbooks with a header row -> staff and holdings. See docs/from-your-export.md.
version = 1
name = "Workbooks"
""",
        table_source("staff", "staff.xlsx", "staff"),
        table_source("holdings", "holdings.xlsx", "holdings"),
    )


def parquet():
    import pyarrow
    import pyarrow.parquet

    def column(kind, name, rows):
        cells = [row[name] or None for row in rows]
        if name == "wte":
            return pyarrow.array([float(cell) if cell else None for cell in cells], pyarrow.float64())
        if name in ("minutes", "per_week") and all(cell is None or cell.isdigit() for cell in cells):
            return pyarrow.array([int(cell) if cell else None for cell in cells], pyarrow.int32())
        if name == "assessed_on":
            return pyarrow.array([day(cell) if cell else None for cell in cells], pyarrow.date32())
        return pyarrow.array(cells, pyarrow.string())

    for kind, rows in (("staff", STAFF), ("holdings", HOLDINGS), ("tasks", TASKS)):
        table = pyarrow.table({name: column(kind, name, rows) for name in rows[0]})
        out = io.BytesIO()
        pyarrow.parquet.write_table(table, out, compression="zstd", store_schema=False)
        write(HERE / "parquet" / f"{kind}.parquet", out.getvalue())
    mapping(
        "parquet",
        """
# Parquet files -> staff, holdings and tasks. See docs/from-your-export.md.
version = 1
name = "Parquet files"
""",
        table_source("staff", "staff.parquet"),
        table_source("holdings", "holdings.parquet"),
        table_source("tasks", "tasks.parquet"),
    )


if __name__ == "__main__":
    for part in (esr_competency, esr_go, esr_go2, asc_wds, moodle, case):
        part()
    if "--text-only" not in sys.argv:
        xlsx()
        parquet()
