internal import MXResolver
internal import MailCryptography
internal import NIOCore

/// Answers the octets of a query with octets; knows the zone and the faults, and nothing of how octets travel.
final class ZoneResponder: Sendable {
    private struct State: Sendable {
        var zone: Zone
        var faults = FaultTable()
        var counts = ZoneServer.Counts()
        var queries = RecentList<ReceivedQuery>()
    }

    private let state: LockedBox<State>
    private let unmarked: Zone.Security

    /// The length of a header (RFC 1035, section 4.1.1).
    private static let headerLength = 12

    /// Makes a responder.
    init(_ zone: Zone, isAuthenticated: Bool) {
        state = LockedBox(State(zone: zone))
        unmarked = isAuthenticated ? .secure : .insecure
    }

    /// How many queries have come so far.
    var counts: ZoneServer.Counts { state.withLock { $0.counts } }

    /// The most recent queries, the oldest first.
    var queries: [ReceivedQuery] { state.withLock { $0.queries.elements } }

    /// Forgets all queries.
    func forgetQueries() {
        state.withLock { state in
            state.counts = ZoneServer.Counts()
            state.queries = RecentList()
        }
    }

    /// Replaces the zone.
    func replace(with zone: Zone) { state.withLock { $0.zone = zone } }

    /// Sets the faults of questions of a name or of all, of a type or of all; none takes them away.
    func set(_ faults: [DNSFault], for name: DNSName?, _ type: DNSRecordType?) {
        state.withLock { $0.faults.set(faults, for: name, type) }
    }

    /// Takes all faults away.
    func removeFaults() { state.withLock { $0.faults.removeAll() } }

    /// The reply to the octets of a query.
    func reply(to octets: [UInt8], by transport: DNSTransport) -> ZoneReply {
        state.withLock { $0.counts.add(transport) }
        guard let query = try? DNSMessage(parsing: octets.span) else {
            // Whatever has a header gets one back; an answer never, so that two servers do not talk for ever.
            guard octets.count >= Self.headerLength, octets[2] & 0x80 == 0 else { return ZoneReply() }
            let identifier = UInt16(octets[0]) << 8 | UInt16(octets[1])
            return Self.reply(
                DNSMessage(identifier: identifier, flags: .response, responseCode: .formatError))
        }
        guard !query.flags.contains(.response) else { return ZoneReply() }
        return reply(toQuery: query, by: transport)
    }

    /// The reply to a query that can be read.
    func reply(toQuery query: DNSMessage, by transport: DNSTransport) -> ZoneReply {
        state.withLock { $0.queries.append(ReceivedQuery(query, by: transport)) }
        guard query.operationCode == 0, let question = query.question else {
            var answer = DNSMessage(
                identifier: query.identifier, flags: [.response, .recursionAvailable],
                operationCode: query.operationCode, question: query.question)
            answer.responseCode = query.operationCode == 0 ? .formatError : .notImplemented
            answer.flags.formUnion(query.flags.intersection([.recursionDesired, .checkingDisabled]))
            if query.extended != nil { answer.extended = ExtendedDNS() }
            return Self.reply(answer)
        }
        let (zone, fault) = state.withLock { state in
            (state.zone, state.faults.take(for: question, of: query, by: transport))
        }
        let composer = AnswerComposer(
            query: query, question: question, transport: transport, zone: zone, unmarked: unmarked)
        // Of extended DNS there is one version so far (RFC 6891, section 6.1.3).
        if fault == nil, let extended = query.extended, extended.version > 0 {
            return Self.reply(composer.bare(.badVersion))
        }
        return composer.reply(with: fault)
    }

    private static func reply(_ answer: DNSMessage) -> ZoneReply {
        ZoneReply(messages: answer.serialized().map { [$0] } ?? [])
    }
}

extension ZoneServer.Counts {
    /// Counts a query.
    fileprivate mutating func add(_ transport: DNSTransport) {
        switch transport {
        case .datagram: datagrams += 1
        case .stream: streams += 1
        }
    }
}
