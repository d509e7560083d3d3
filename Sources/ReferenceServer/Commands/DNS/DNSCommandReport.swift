import MXResolver
import MailAddressing

/// What came of a look-up: records, the statement that there are none, or a failure.
struct DNSCommandReport: Encodable {
    /// Why there are no records.
    struct Failure: Encodable {
        /// The kind, one of the words of `--help`.
        var reason: String
        var explanation: String
        /// Whether asking again later may give records.
        var isTemporary: Bool
    }

    var name: String
    var type: String
    /// The name that has the records, or has none; nil if that is not known.
    var canonicalName: String?
    /// For how many seconds this may be kept; nil where it may not.
    var timeToLive: UInt32?
    var isAuthenticated: Bool
    var aliases: [DNSCommandRecord] = []
    var records: [DNSCommandRecord] = []
    var failure: Failure?

    /// Makes the report on a look-up.
    ///
    /// - Parameters:
    ///   - result: what came of it.
    ///   - name: the name that was asked for.
    ///   - type: the type that was asked for.
    init(of result: Result<DNSAnswer, DNSFailure>, about name: DomainName, _ type: DNSRecordType) {
        self.name = name.text
        self.type = "\(type)"
        switch result {
        case .success(let answer):
            canonicalName = answer.canonicalName.text
            timeToLive = answer.timeToLive
            isAuthenticated = answer.isAuthenticated
            aliases = answer.aliases.map { DNSCommandRecord($0) }
            records = answer.records.map { DNSCommandRecord($0) }
        case .failure(let failure):
            canonicalName = failure.denial?.canonicalName?.text
            timeToLive = failure.denial?.timeToLive
            isAuthenticated = failure.denial?.isAuthenticated ?? false
            self.failure = Failure(
                reason: failure.word, explanation: "\(failure)", isTemporary: failure.isTemporary)
        }
    }

    /// The report for a person; none for a failure that states nothing, which `commandFailure` tells.
    var lines: [String] {
        let authentication = isAuthenticated ? "authenticated" : "not authenticated"
        guard let failure else {
            var table = Table("NAME", "TTL", "TYPE", "DATA")
            for record in aliases + records {
                table.add(record.name, "\(record.timeToLive)", record.type, record.data)
            }
            return [table.text, authentication]
        }
        guard !failure.isTemporary else { return [] }
        var place = name
        if let canonicalName, canonicalName != name { place += ", an alias of \(canonicalName)" }
        let keeping = timeToLive.map { "may be remembered for \($0) s" } ?? "may not be remembered"
        return [Console.printable("\(type) of \(place): \(failure.explanation)"), "\(authentication), \(keeping)"]
    }

    /// How the command ends, or nil where there are records.
    var commandFailure: CommandFailure? {
        guard let failure else { return nil }
        guard failure.isTemporary else { return .negative() }
        return .operational(
            Console.printable("\(type) of \(name): \(failure.explanation); asking again later may help"))
    }
}

extension DNSFailure {
    /// The kind of failure as a word for programs.
    var word: String {
        switch self {
        case .noSuchDomain: "noSuchDomain"
        case .noData: "noData"
        case .refused: "refused"
        case .serverFailure: "serverFailure"
        case .unexpectedResponse: "unexpectedResponse"
        case .timeout: "timeout"
        case .unreachable: "unreachable"
        case .malformed: "malformed"
        case .cancelled: "cancelled"
        }
    }
}
