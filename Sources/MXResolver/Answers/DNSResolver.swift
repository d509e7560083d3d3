public import MailAddressing

/// Who answers questions to the DNS: c-ares, a test zone, or a cache before either of them.
public protocol DNSResolver: Sendable {
    /// Looks up the records of a name, following aliases.
    ///
    /// When the task is cancelled the answer is `.cancelled`, soon, and other queries are not touched.
    ///
    /// - Parameters:
    ///   - name: the name to ask for.
    ///   - type: the type of the records.
    /// - Returns: at least one record, or which kind of nothing there was; never thrown.
    func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure>
}

extension DNSResolver {
    /// Looks up the TXT records of a name; so every resolver can be a `TextRecordSource`.
    ///
    /// - Parameter name: the name to ask for.
    /// - Returns: the text of the records, or which kind of nothing there was.
    public func textRecords(at name: DomainName) async -> TextRecordAnswer {
        TextRecordAnswer(await query(name, .txt))
    }
}

extension TextRecordAnswer {
    /// Makes the answer of a text look-up from that of a DNS look-up.
    ///
    /// The strings of a record are joined without anything between them. What is no statement about the name is
    /// a temporary failure, a malformed answer too: somebody on the way may have mangled it.
    ///
    /// - Parameter result: what came of a query for TXT records.
    public init(_ result: Result<DNSAnswer, DNSFailure>) {
        switch result {
        case .success(let answer):
            let texts = answer.records.compactMap { record -> [UInt8]? in
                if case .txt(let strings) = record.data { Array(strings.joined()) } else { nil }
            }
            self = texts.isEmpty ? .noRecord : .records(texts)
        case .failure(let failure):
            switch failure {
            case .noSuchDomain: self = .noSuchDomain
            case .noData: self = .noRecord
            case .refused, .serverFailure, .unexpectedResponse, .timeout, .unreachable, .malformed, .cancelled:
                self = .temporaryFailure(failure.description)
            }
        }
    }
}
