public import MXResolver
public import MailAddressing
internal import MailCryptography

/// Answers questions from a zone in memory, and fails where it is told to.
///
/// Every answer is written to octets and read again, so a caller sees what a resolver on the network would give it.
public final class ZoneResolver: DNSResolver, TextRecordSource {
    private struct State: Sendable {
        var zone: Zone
        var failures = QuestionTable<DNSFailure>()
        var questions: [DNSQuestion] = []
    }

    private let state: LockedBox<State>
    private let isAuthenticated: Bool

    /// Makes a resolver of a zone.
    ///
    /// - Parameters:
    ///   - zone: the records.
    ///   - isAuthenticated: whether every answer counts as authenticated.
    public init(_ zone: Zone, isAuthenticated: Bool = false) {
        state = LockedBox(State(zone: zone))
        self.isAuthenticated = isAuthenticated
    }

    /// Makes a resolver from the text of a zone file.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - isAuthenticated: whether every answer counts as authenticated.
    /// - Throws: `ZoneError` with what is wrong and the line.
    public convenience init(parsing text: String, isAuthenticated: Bool = false) throws(ZoneError) {
        self.init(try Zone(parsing: text), isAuthenticated: isAuthenticated)
    }

    /// The questions that were asked so far, in their order.
    public var questions: [DNSQuestion] { state.withLock { $0.questions } }

    /// Replaces the zone; failures stay.
    ///
    /// - Parameter zone: the records from now on.
    public func replace(with zone: Zone) { state.withLock { $0.zone = zone } }

    /// Makes questions fail from now on.
    ///
    /// - Parameters:
    ///   - name: the name that is asked for; aliases of it are not followed to this.
    ///   - type: the type that is asked for, or nil for all without a failure of their own.
    ///   - failure: what is answered, or nil for what the zone says.
    public func fail(_ name: DomainName, _ type: DNSRecordType? = nil, with failure: DNSFailure?) {
        state.withLock { $0.failures.set(failure, for: DNSName(name), type) }
    }

    /// Answers from the zone.
    ///
    /// - Parameters:
    ///   - name: the name to ask for.
    ///   - type: the type of the records.
    /// - Returns: at least one record, or which kind of nothing there is.
    public func query(_ name: DomainName, _ type: DNSRecordType) async -> Result<DNSAnswer, DNSFailure> {
        guard !Task.isCancelled else { return .failure(.cancelled) }
        let question = DNSQuestion(DNSName(name), type)
        let (zone, failure) = state.withLock { state -> (Zone, DNSFailure?) in
            state.questions.append(question)
            return (state.zone, state.failures[question])
        }
        if let failure { return .failure(failure) }
        var answer = zone.answer(to: question)
        if isAuthenticated { answer.flags.insert(.authenticated) }
        guard let octets = answer.serialized() else { return .failure(.serverFailure) }
        return DNSAnswer.result(parsing: octets.span, of: name, type, trustsAuthenticated: isAuthenticated)
    }
}
