internal import MXResolver
internal import MailCryptography
internal import NIOCore

/// Answers the octets of a query with octets; knows the zone and the faults, and nothing of how octets travel.
final class ZoneResponder: Sendable {
    /// How a query came, which bounds its answer.
    enum Transport: Hashable, Sendable {
        case datagram
        case stream
    }

    /// The octets of an answer and how long to wait with them.
    struct Reply: Hashable, Sendable {
        let octets: [UInt8]
        let delay: Duration?
    }

    private struct State: Sendable {
        var zone: Zone
        var faults = QuestionTable<ZoneServer.Fault>()
        var counts = ZoneServer.Counts()
        var connections: [ObjectIdentifier: any Channel] = [:]
    }

    private let state: LockedBox<State>
    private let isAuthenticated: Bool

    /// The largest datagram without extended DNS (RFC 1035, section 4.2.1).
    private static let plainPayloadSize = 512

    /// Makes a responder.
    init(_ zone: Zone, isAuthenticated: Bool) {
        state = LockedBox(State(zone: zone))
        self.isAuthenticated = isAuthenticated
    }

    /// How many queries have come so far.
    var counts: ZoneServer.Counts { state.withLock { $0.counts } }

    /// Replaces the zone.
    func replace(with zone: Zone) { state.withLock { $0.zone = zone } }

    /// Sets or, with nil, removes a fault.
    func set(_ fault: ZoneServer.Fault?, for name: DNSName, _ type: DNSRecordType?) {
        state.withLock { $0.faults.set(fault, for: name, type) }
    }

    /// Notes a connection, so that it can be closed when the server stops.
    func add(_ channel: any Channel) { state.withLock { $0.connections[ObjectIdentifier(channel)] = channel } }

    /// Forgets a connection.
    func remove(_ channel: any Channel) { state.withLock { $0.connections[ObjectIdentifier(channel)] = nil } }

    /// Gives the connections away.
    func takeConnections() -> [any Channel] {
        state.withLock { state in
            defer { state.connections = [:] }
            return Array(state.connections.values)
        }
    }

    /// The answer to the octets of a query; nil for none.
    func reply(to octets: [UInt8], by transport: Transport) -> Reply? {
        state.withLock { state in
            switch transport {
            case .datagram: state.counts.datagrams += 1
            case .stream: state.counts.streams += 1
            }
        }
        guard let query = try? DNSMessage(parsing: octets.span) else {
            // Whatever has a header gets one back; an answer never, so that two servers do not talk for ever.
            guard octets.count >= 12, octets[2] & 0x80 == 0 else { return nil }
            let identifier = UInt16(octets[0]) << 8 | UInt16(octets[1])
            return reply(DNSMessage(identifier: identifier, flags: .response, responseCode: .formatError))
        }
        guard !query.flags.contains(.response) else { return nil }
        var answer = DNSMessage(flags: [.response, .recursionAvailable], question: query.question)
        var fault: ZoneServer.Fault?
        if query.operationCode != 0 {
            answer.responseCode = .notImplemented
        } else if let question = query.question {
            let (zone, found) = state.withLock { ($0.zone, $0.faults[question]) }
            fault = found
            switch found {
            case .drop: return nil
            case .serverFailure: answer.responseCode = .serverFailure
            case .refused: answer.responseCode = .refused
            case .delay, .malformed, nil: answer = zone.answer(to: question)
            }
        } else {
            answer.responseCode = .formatError
        }
        return reply(finish(answer, to: query, by: transport), fault: fault)
    }

    /// Adds what an answer takes over from its query, and cuts it off if it is too large.
    private func finish(_ answer: DNSMessage, to query: DNSMessage, by transport: Transport) -> DNSMessage {
        var answer = answer
        answer.identifier = query.identifier
        answer.operationCode = query.operationCode
        answer.flags.formUnion(query.flags.intersection([.recursionDesired, .checkingDisabled]))
        let wantsAuthenticated = query.flags.contains(.authenticated) || query.extended?.wantsSignatures ?? false
        if isAuthenticated, wantsAuthenticated { answer.flags.insert(.authenticated) }
        if let extended = query.extended {
            answer.extended = ExtendedDNS(wantsSignatures: extended.wantsSignatures)
        }
        let limit = max(Self.plainPayloadSize, Int(query.extended?.payloadSize ?? 0))
        if transport == .datagram, answer.serialized().map({ $0.count > limit }) ?? true {
            answer.flags.insert(.truncated)
            answer.answers = []
            answer.authority = []
        }
        return answer
    }

    private func reply(_ answer: DNSMessage, fault: ZoneServer.Fault? = nil) -> Reply? {
        guard let octets = answer.serialized() else { return nil }
        switch fault {
        case .malformed: return Reply(octets: Array(octets.dropLast()), delay: nil)
        case .delay(let delay): return Reply(octets: octets, delay: delay)
        case .drop, .serverFailure, .refused, nil: return Reply(octets: octets, delay: nil)
        }
    }
}
