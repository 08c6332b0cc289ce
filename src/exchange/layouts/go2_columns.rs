//! The columns of the second generation's records, as one supplier's published code has them.

/// Of records of persons.
pub(super) const PERSON: &str = "RecordType,PersonId,EffectiveStartDate,EffectiveEndDate,EmployeeNumber,Title,LastName,FirstName,MiddleNames,MaidenName,\
    PreferredName,PreviousLastName,Gender,DateOfBirth,NiNumber,NhsUniqueId,HireDate,ActualTerminationDate,TerminationReason,EmployeeStatusFlag,\
    WtrOptOut,WtrOptOutDate,EthnicOrigin,MaritalStatus,CountryOfBirth,PreviousEmployer,PreviousEmployerType,Csd3Months,Csd12Months,NhsCrsUuid,\
    Spare1,Spare2,Spare3,SystemPersonType,UserPersonType,OfficeEmailAddress,NhsStartDate,Spare4,LastUpdateDate,DisabilityFlag,LegacyPayrollNumber,\
    Nationality,Spare6,Spare7";

/// Of records of assignments.
pub(super) const ASSIGNMENT: &str = "RecordType,PersonId,AssignmentId,EffectiveStartDate,EffectiveEndDate,EarliestAssignmentDate,AssignmentType,AssignmentNumber,\
    SystemAssignmentStatus,UserAssignmentStatus,EmployeeStatusFlag,PayrollName,PayrollPeriodType,AssignmentLocationId,SupervisorFlag,SupervisorPersonId,\
    SupervisorAssignmentId,SupervisorAssignmentNumber,DepartmentManagerPersonId,EmployeeCategory,AssignmentCategory,PrimaryAssignment,NormalHours,\
    Frequency,GradeContractHours,Fte,FlexibleWorkingPattern,OrganisationId,PositionId,PositionName,Grade,GradeStep,StartDateInGrade,AnnualSalaryValue,\
    JobName,PeopleGroup,TandAFlag,NightWorkerOptOut,ProjectedHireDate,VacancyId,ContractEndDate,IncrementDate,MaximumPartTimeFlag,AfcFlag,\
    LastUpdateDate,LastWorkingDay,EksfSpinalPoint,ManagerFlag,AssignmentEndDate,Spare";

/// Of records of positions.
pub(super) const POSITION: &str = "RecordType,PositionId,EffectiveFromDate,EffectiveToDate,PositionNumber,PositionName,BudgetedFte,SubjectiveCode,JobStaffGroup,\
    JobRole,OccupationCode,Payscale,GradeStep,IsaRegulatedPost,EsrOrganisationId,HiringStatus,PositionType,EligibleForOhProcessing,EppFlag,\
    DeaneryPostNumber,ManagingDeaneryBody,WorkplaceOrgCode,LastUpdateDate,SubjectiveCodeDescription";

/// The kinds by name.
pub(super) const KINDS: [(&str, &str); 3] =
    [("PERSON", PERSON), ("ASSIGNMENT", ASSIGNMENT), ("POSITION", POSITION)];

/// The place of a column of a kind of record, from 0.
pub(super) fn place(record: &str, column: &str) -> Option<usize> {
    let (_, columns) = KINDS.iter().find(|(kind, _)| *kind == record)?;
    columns.split(',').position(|name| name == column)
}

/// The kind of record that has this many columns.
pub(super) fn kind(columns: usize) -> Option<&'static str> {
    KINDS.iter().find(|(_, names)| names.split(',').count() == columns).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_have_as_many_columns_as_documented() {
        assert_eq!([44, 50, 24, 3].map(kind), [Some("PERSON"), Some("ASSIGNMENT"), Some("POSITION"), None]);
        assert_eq!(place("ASSIGNMENT", "Spare"), Some(49));
        assert_eq!(place("PERSON", "EmployeeNumber"), Some(4));
        assert_eq!(place("POSITION", "Nothing"), None);
    }
}
