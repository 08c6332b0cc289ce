//! Queries of a real server: the same answers as of the files, one moment, nothing of half a result, nobody unknown.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::server::Cluster;
use super::{asking, job, kept, nothing_there, of_files};
use crate::job::{Place, told};
use crate::program::skillmix;

fn staff(connection: &str, query: &str, more: &str) -> String {
    job(&format!("staff = {{ postgres = \"{connection}\", query = \"{query}\"{more} }}"))
}

fn loaded(place: &Place, kinds: &[&str]) -> Cluster {
    let cluster = Cluster::start(&[], &[]);
    for kind in kinds {
        cluster.load(kind, &place.path().join(format!("data/{kind}.csv")));
    }
    cluster
}

const KINDS: [&str; 5] = ["staff", "holdings", "tasks", "competencies", "links"];

#[test]
fn a_run_of_the_server_is_a_run_of_the_files() {
    let place = asking("");
    let cluster = loaded(&place, &KINDS);
    let expected = of_files(&place);
    let (connection, url) =
        (cluster.connection(), cluster.socket().display().to_string().replace('/', "%2F"));
    let url = format!("postgres://reader@{url}:{}/postgres", cluster.port);
    let line = |(number, kind): (usize, &&str)| {
        let server = if number == 0 { &url } else { &connection };
        format!("{kind} = {{ postgres = \"{server}\", query = \"SELECT * FROM {kind};\\n\" }}\n")
    };
    let inputs: String = KINDS.iter().enumerate().map(line).collect();
    place.write("job.toml", &job(&inputs).replace("folder = \"data\"\n", ""));
    fs::remove_dir_all(place.path().join("data")).unwrap();
    place.ends(0, &["--quiet"]);
    assert_eq!(place.read("published/latest/matches.csv"), expected);
    drop(cluster);
    let verified = skillmix(place.path(), &["verify", "published/latest"]);
    assert!(told(&verified).contains("Verified: nothing differs"), "{}", told(&verified));
    let first = place.latest();
    let gone = place.ends(3, &["--summary"]);
    assert!(told(&gone).contains("FAILED; job.toml:8:29: postgres postgres on /tmp/pg"), "{}", told(&gone));
    assert_eq!(place.latest(), first);
}

#[test]
fn all_queries_see_one_moment_and_can_only_read() {
    let place = asking("");
    let cluster = loaded(&place, &KINDS);
    let moment = "now()::text || pg_backend_pid() || current_setting('transaction_isolation') || \
                  current_setting('transaction_read_only')";
    let line = |kind: &&str| {
        let query = format!("SELECT *, {moment} AS moment FROM {kind}");
        format!("{kind} = {{ postgres = \"{}\", query = \"{query}\" }}\n", cluster.connection())
    };
    place.write("job.toml", &job(&KINDS[..3].iter().map(line).collect::<String>()));
    place.run(&["--quiet"]);
    let moments: Vec<String> = KINDS[..3]
        .iter()
        .map(|kind| kept(&place, kind).lines().nth(1).unwrap().rsplit(',').next().unwrap().to_owned())
        .collect();
    assert!(moments[0].ends_with("repeatable readon"), "{moments:?}");
    assert!(moments.iter().all(|moment| *moment == moments[0]), "{moments:?}");
    let before = cluster.sql("SELECT count(*) FROM staff");
    let cases = [
        ("DELETE FROM staff RETURNING *", "read-only transaction (25006)"),
        ("SELECT 1) TO PROGRAM 'touch /tmp/skillmix-was-here' --", "syntax error"),
        ("SELECT 1; SELECT 2", "multiple commands"),
        ("DROP TABLE staff", ""),
        ("SELECT * FROM stuff", "relation \\\"stuff\\\" does not exist (42P01)"),
        ("SELECT '\\\\x00'::bytea AS staff_id", "column `staff_id` is a blob"),
        ("SELECT 1/0 FROM staff", "division by zero (22012)"),
    ];
    let published = place.names("published");
    for (query, says) in cases {
        place.write("job.toml", &staff(&cluster.connection(), query, ""));
        let output = place.ends(2, &[]);
        assert!(told(&output).contains(&says.replace('\\', "")), "{query}: {}", told(&output));
        assert_eq!(place.names("published"), published, "{query}");
    }
    assert_eq!(cluster.sql("SELECT count(*) FROM staff"), before);
    assert!(!Path::new("/tmp/skillmix-was-here").exists());
}

/// A query that gives rows for a very long time.
const LONG: &str = "SELECT 'S' || n AS staff_id, repeat('x', 500) AS role \
                    FROM (SELECT generate_series(1, 1000000000) AS n) AS rows";

/// Begins the job, and waits until rows have arrived.
fn under_way(place: &Place) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_skillmix"))
        .args(["run", "job.toml"])
        .current_dir(place.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let file = place.path().join("published/.queries/staff.csv");
    while fs::metadata(&file).map_or(0, |about| about.len()) < 1 << 20 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before rows had arrived");
        std::thread::yield_now();
    }
    child
}

#[test]
fn a_server_that_goes_in_the_middle_gives_nothing() {
    let place = asking("");
    let mut cluster = Cluster::start(&[], &[]);
    place.write("job.toml", &staff(&cluster.connection(), LONG, ""));
    let child = under_way(&place);
    cluster.kill();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(told(&output).contains("skillmix: job.toml:6:"), "{}", told(&output));
    nothing_there(&place);
}

#[test]
fn asked_to_stop_it_stops_the_server_too() {
    let place = asking("");
    let cluster = Cluster::start(&[], &[]);
    place.write("job.toml", &staff(&cluster.connection(), LONG, ""));
    let child = under_way(&place);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", told(&output));
    nothing_there(&place);
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'skillmix'";
    while cluster.sql(busy).trim() != "0" {
        std::thread::yield_now();
    }
}

#[test]
fn a_silent_server_is_not_waited_for_for_ever() {
    let place = asking("");
    let cluster = Cluster::start(&[], &[]);
    place.write(
        "job.toml",
        &staff(&cluster.connection(), "SELECT pg_sleep(3600)::text AS staff_id", ", timeout_seconds = 1"),
    );
    let output = place.ends(3, &[]);
    let text = told(&output);
    assert!(text.contains("timeout"), "{text}");
    nothing_there(&place);
}

/// A certificate of an authority of our own for `localhost`: the authority's, the server's, and the server's key.
fn certificates() -> [Vec<u8>; 3] {
    let folder = tempfile::tempdir().unwrap();
    let openssl = |line: &str| {
        let output = Command::new("openssl").args(line.split(' ')).current_dir(folder.path()).output();
        let output =
            output.expect("openssl is not installed, and this test needs it: apt-get install openssl");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    };
    fs::write(folder.path().join("ext"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
        .unwrap();
    openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=ours");
    openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost");
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile ext -out server.pem",
    );
    ["ca.pem", "server.pem", "server.key"].map(|name| fs::read(folder.path().join(name)).unwrap())
}

#[test]
fn a_server_that_is_not_known_is_not_asked() {
    let place = asking("");
    let [authority, certificate, key] = certificates();
    let options = ["ssl=on", "ssl_cert_file=TLS/server.pem", "ssl_key_file=TLS/server.key"];
    let cluster = Cluster::start(&options, &[("server.pem", &certificate), ("server.key", &key)]);
    cluster.load("staff", &place.path().join("data/staff.csv"));
    fs::write(place.path().join("ca.pem"), authority).unwrap();
    let to = |host: &str| {
        format!("host={host} port={} dbname=postgres user=reader sslmode=verify-full", cluster.port)
    };
    let query =
        "SELECT *, (SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS protected FROM staff";
    place.write("job.toml", &staff(&to("localhost"), query, ""));
    let output = place.ends(2, &[]);
    assert!(told(&output).contains("certificate"), "{}", told(&output));
    // known, but under another name
    place.write("job.toml", &staff(&to("127.0.0.1"), query, ", root_certificate = \"ca.pem\""));
    let output = place.ends(2, &[]);
    assert!(told(&output).contains("certificate"), "{}", told(&output));
    nothing_there(&place);
    place.write("job.toml", &staff(&to("localhost"), query, ", root_certificate = \"ca.pem\""));
    let output = place.run(&["--quiet"]);
    assert!(output.status.success(), "{}", told(&output));
    assert!(kept(&place, "staff").lines().nth(1).unwrap().ends_with(",true"), "the connection was protected");
}

#[test]
fn a_password_comes_from_a_file_of_its_own() {
    let place = asking("");
    let cluster = loaded(&place, &["staff"]);
    cluster.sql("CREATE ROLE guarded LOGIN PASSWORD 'secret1'");
    cluster.sql("GRANT SELECT ON staff TO guarded");
    let rules = cluster.sql("SHOW hba_file");
    let guarded = "local all guarded scram-sha-256\nlocal all all trust\n";
    fs::write(rules.trim(), guarded).unwrap();
    cluster.sql("SELECT pg_reload_conf()");
    let connection = cluster.connection().replace("user=reader", "user=guarded");
    for (password, code) in [("secret1", 0), ("secret2", 2)] {
        place.write("pw", &format!("{password}\n"));
        assert!(Command::new("chmod").arg("600").arg(place.path().join("pw")).status().unwrap().success());
        place.write("job.toml", &staff(&connection, "TABLE staff", ", password_file = \"pw\""));
        let output = place.ends(code, &[]);
        assert!(!told(&output).contains("secret"), "{}", told(&output));
        assert!(code == 0 || told(&output).contains("password authentication failed"), "{}", told(&output));
    }
    assert!(!place.read("published/latest/job.json").contains("secret"));
}
