internal import MXResolver

/// What a client does with the replies to one question: asks again without extended DNS or by TCP, or comes to an end.
///
/// Each thing is given up once, so that it ends after four replies at most.
struct ClientExchange {
    /// What a reply means.
    enum Step: Hashable, Sendable {
        /// The query is to be sent again as it now is.
        case askAgain
        /// These octets are the answer.
        case answer([UInt8])
        /// There will be no answer.
        case failure(DNSFailure)
    }

    /// The query.
    private(set) var query: DNSMessage
    /// How it is sent.
    private(set) var transport = DNSTransport.datagram
    /// A query with nothing but the question.
    private let plainQuery: [UInt8]

    /// What servers say that do not know extended DNS, or not this version of it (RFC 6891, sections 6.1.3 and 7).
    private static let refusals: Set<DNSResponseCode> = [.formatError, .notImplemented, .badVersion]
    /// Any number will do, as nobody else can answer.
    private static let identifier: UInt16 = 1
    /// The length of a header (RFC 1035, section 4.1.1).
    private static let headerLength = 12

    /// Makes the exchange for a question.
    init(_ question: DNSQuestion) {
        query = .query(question, identifier: Self.identifier)
        // A question alone is far below the limit at which a message has no octets.
        plainQuery = DNSMessage(identifier: Self.identifier, question: question).serialized() ?? []
    }

    /// Takes the reply to the query as it now is.
    mutating func take(_ reply: ZoneReply) -> Step {
        if let failure = reply.failure { return .failure(failure) }
        if case .closing(let count) = reply.delivery, transport == .stream, count < reply.frames.count {
            return .failure(.unreachable)
        }
        guard let octets = reply.messages.first(where: isAnswer) else { return .failure(.timeout) }
        guard let message = try? DNSMessage(parsing: octets.span) else { return .answer(octets) }
        if query.extended != nil, Self.refusals.contains(message.responseCode) {
            query.extended = nil
            return .askAgain
        }
        if message.flags.contains(.truncated), transport == .datagram {
            transport = .stream
            return .askAgain
        }
        return .answer(octets)
    }

    /// Whether octets answer the query: its identifier and its question stand in them (RFC 5452, section 9.1).
    private func isAnswer(_ octets: [UInt8]) -> Bool {
        // Between the two stand the flags, which are the answer's own, and the counts, the first that of questions.
        func question(_ octets: [UInt8]) -> ArraySlice<UInt8> {
            octets.dropFirst(Self.headerLength).prefix(max(0, plainQuery.count - Self.headerLength))
        }
        func questionCount(_ octets: [UInt8]) -> ArraySlice<UInt8> { octets.dropFirst(4).prefix(2) }
        return octets.prefix(2) == plainQuery.prefix(2) && questionCount(octets) == questionCount(plainQuery)
            && question(octets) == question(plainQuery)
    }
}
