import MXResolver
import MailAddressing

/// A question, and what must hold for the answer to it.
struct DNSMessageQuery {
    private let name: DomainName
    private let type: DNSRecordType
    private let isBelieved: Bool

    init(about message: DNSMessage?, _ input: inout FuzzInput) {
        let question = message?.question
        let wanted: DNSRecordType? = input.choice(nil, .mx, .txt, .cname, .tlsa, .a, .aaaa, .soa)
        type = wanted ?? question?.type ?? .mx
        name = (input.flag() ? nil : question?.name.domain) ?? Self.other
        isBelieved = input.flag()
    }

    /// Asks, and holds the answer against the message.
    func check(_ octets: [UInt8], _ outcome: Result<DNSMessage, DNSMessageError>) throws(BrokenInvariant) {
        let result = DNSAnswer.result(parsing: octets.span, of: name, type, trustsAuthenticated: isBelieved)
        let message: DNSMessage
        switch outcome {
        case .success(let value): message = value
        case .failure(let error):
            return try demand(result == .failure(.malformed(error)), "what is no message is no answer", "\(result)")
        }
        let isAuthenticated = isBelieved && message.flags.contains(.authenticated)
        let facts = "\(result), \(name), \(type), \(octets.prefix(500).shown)"
        switch result {
        case .success(let answer):
            let wanted = records(in: message, at: answer.canonicalName)
            let isWhole = !wanted.isEmpty && answer.records == wanted && message.responseCode == .noError
            try demand(isWhole, "an answer has the records that were asked for", facts)
            try demand(leads(answer.aliases, to: answer.canonicalName), "aliases lead to the name", facts)
            let isFresh = (wanted + answer.aliases).allSatisfy { answer.timeToLive <= $0.timeToLive }
            try demand(isFresh, "an answer is kept no longer than its records", facts)
            try demand(answer.isAuthenticated == isAuthenticated, "an answer is authenticated if it says so", facts)
        case .failure(.noSuchDomain(let denial)), .failure(.noData(let denial)):
            try demand(denial.isAuthenticated == isAuthenticated, "and so is a denial", facts)
            guard let missing = denial.canonicalName else {
                throw BrokenInvariant(description: "a denial has a name: \(facts)")
            }
            let isDenied = records(in: message, at: missing).isEmpty || message.responseCode == .noSuchDomain
            try demand(isDenied, "what is denied is not there", facts)
            let authorities = message.authority.filter { record in
                record.type == .soa && missing.labels.suffix(record.name.labels.count).elementsEqual(record.name.labels)
            }
            try demand((denial.timeToLive != nil) == !authorities.isEmpty, "a SOA record bounds a denial", facts)
        case .failure(.malformed(let error)):
            let isWithin = (0...octets.count).contains(error.offset)
            try demand(isWithin, "an error is within the octets", facts)
        case .failure(.refused), .failure(.serverFailure), .failure(.unexpectedResponse): break
        case .failure(.timeout), .failure(.unreachable), .failure(.cancelled):
            throw BrokenInvariant(description: "a message came: \(facts)")
        }
    }

    /// The records of the wanted type that a name has.
    private func records(in message: DNSMessage, at place: DNSName) -> [DNSRecord] {
        message.answers.filter { $0.type == type && $0.name == place }
    }

    /// Whether aliases, one after the other, lead from the name that was asked for to another.
    private func leads(_ aliases: [DNSRecord], to end: DNSName) -> Bool {
        var place = DNSName(name)
        for alias in aliases {
            guard alias.name == place, case .cname(let target) = alias.data else { return false }
            place = target
        }
        return place == end
    }

    /// A name to ask for where the question has none.
    private static let other: DomainName = {
        guard let name = try? DomainName("example.com") else { preconditionFailure("example.com is no domain") }
        return name
    }()
}
