/// What the DNS has of the records of a plan: one finding for each, in the order of the plan.
///
/// The answers are handed in, so that this asks nobody and keeps no time; look the records up again after what
/// ``ExpectedRecord/timeToLive`` says, or what the DNS says of those that are there.
///
/// Whatever the answers are, the findings are bounded and fit to be shown: of an answer at most 100 records are looked
/// at, and a text of more than 4,096 octets is judged without being read.
///
/// Known limits: nothing is followed. The addresses of the mail host, what an SPF record includes, and whether a policy
/// of MTA-STS is served are not known here; the findings say so where it matters.
public struct DomainVerification: Hashable, Sendable {
    /// What was found, one for each record of the plan and in its order.
    public let findings: [RecordFinding]

    /// Judges answers.
    ///
    /// - Parameters:
    ///   - plan: the records that are expected.
    ///   - answers: what the DNS answered for each record; a record without an answer is unknown, and answers for
    ///     records that are not in the plan are passed over.
    public init(plan: DomainRecordPlan, answers: [ExpectedRecord: RecordAnswer]) {
        let judge = RecordJudge(plan: plan)
        findings = plan.records.map { judge.finding(for: $0, in: answers[$0]) }
    }

    /// Whether all records that are required are there, as they were printed or so that they will do.
    public var isVerified: Bool { required.allSatisfy(\.verdict.isAcceptable) }

    /// Whether the required records that the DNS told of will do, and it did not tell of all: ask again.
    public var isUndecided: Bool {
        !isVerified && required.allSatisfy { $0.verdict.isAcceptable || $0.verdict == .unknown }
    }

    private var required: [RecordFinding] { findings.filter(\.expected.purpose.isRequired) }
}
