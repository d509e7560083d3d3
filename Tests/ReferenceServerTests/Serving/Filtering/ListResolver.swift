import MXResolver
import MailAddressing

/// Answers for lists as a script says, and never where it says nothing; a question that is given up ends.
struct ListResolver: DNSResolver {
    let script: @Sendable (DomainName, DNSRecordType) async -> Result<DNSAnswer, DNSFailure>?

    func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        if let answer = await script(name, type) { return answer }
        for await _ in AsyncStream(Void.self, { _ in }) {}
        return .failure(.cancelled)
    }

    /// An answer of one record.
    static func answer(_ data: DNSRecordData, at name: DomainName) -> Result<DNSAnswer, DNSFailure> {
        let record = DNSRecord(name: DNSName(name), timeToLive: 60, data: data)
        return .success(DNSAnswer(records: [record], canonicalName: record.name))
    }
}
