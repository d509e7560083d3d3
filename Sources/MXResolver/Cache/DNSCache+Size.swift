package import MailAddressing

extension DNSCache {
    /// The estimated size of an entry in bytes.
    ///
    /// It counts the entry's place in the tables and
    /// each allocation that the key and the records hold, rounded up as an allocator does. What two records may share
    /// is counted twice.
    ///
    /// - Parameters:
    ///   - result: what is kept.
    ///   - name: the name that was asked for.
    package static func size(of result: Result<DNSAnswer, DNSFailure>, for name: DomainName) -> Int {
        let fixed = RecencyTable<DNSQuestionKey, Entry>.sizeOfPlace + size(of: name.text)
        switch result {
        case .success(let answer):
            return fixed + allocation(answerSize) + size(of: answer.canonicalName.text) + size(of: answer.records)
                + size(of: answer.aliases)
        case .failure(let failure): return fixed + (failure.denial?.canonicalName.map { size(of: $0.text) } ?? 0)
        }
    }

    /// The octets of an answer's own object: two arrays, a name, a time to live and a flag.
    private static let answerSize = 40

    private static func size(of records: [DNSRecord]) -> Int {
        records.reduce(array(of: records)) { $0 + size(of: $1.name.text) + size(of: $1.data) }
    }

    private static func size(of data: DNSRecordData) -> Int {
        switch data {
        case .address: 0
        case .mx(_, let name), .cname(let name), .ns(let name), .ptr(let name), .srv(_, _, _, let name):
            size(of: name.text)
        case .txt(let strings): strings.reduce(array(of: strings)) { $0 + array(of: $1) }
        case .soa(let authority): size(of: authority.primary.text) + size(of: authority.responsible.text)
        case .tlsa(_, _, _, let octets), .other(_, let octets): array(of: octets)
        case .caa(_, let tag, let value): array(of: tag) + array(of: value)
        }
    }

    /// The size of a string's own storage; a short one has none.
    private static func size(of text: String) -> Int {
        text.utf8.count <= 15 ? 0 : allocation(text.utf8.count + 1)
    }

    private static func array<Element>(of elements: [Element]) -> Int {
        elements.isEmpty ? 0 : allocation(elements.count * MemoryLayout<Element>.stride)
    }

    /// What an object with so many octets of elements takes: its header, that of the allocator, and rounding.
    private static func allocation(_ octets: Int) -> Int { (octets + 32 + 8 + 15) & ~15 }
}
