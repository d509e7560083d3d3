/// Which server a query is put to next, and which of several failures is told in the end.
///
/// Servers are asked one after the other, and all of them again in each round, as each round waits twice as long. A
/// server that answers, but not the question, is out; one that is silent is asked again in the next round, without
/// extended DNS, as something on the way may drop what it does not know (RFC 6891, section 6.2.2).
///
/// States: an attempt is under way, until `take` says that the query has ended.
struct QueryPlan: Sendable {
    /// One attempt: who is asked and how.
    struct Attempt: Hashable, Sendable {
        /// The server.
        let server: DNSServerAddress
        /// The number of the round, from 0; each waits twice as long as the one before it.
        let round: Int
        /// Whether the query has an OPT record.
        let isExtended: Bool
        /// Whether it goes by TCP.
        var isStream = false
    }

    /// What an attempt brought, as far as the plan goes by it.
    enum Outcome: Hashable, Sendable {
        /// Records, or the statement that there are none.
        case answered
        /// The server answers, but not this question; another one may.
        case failed(DNSFailure)
        /// The answer did not fit into a datagram.
        case cutOff(DNSFailure)
        /// The server does not understand extended DNS.
        case refusedExtension(DNSFailure)
        /// The server is silent or cannot be reached.
        case silent(DNSFailure)
    }

    /// What to do next.
    enum Step: Hashable, Sendable {
        /// Make this attempt.
        case ask(Attempt)
        /// Take the answer that came.
        case finish
        /// Say that the query has failed.
        case fail(DNSFailure)
    }

    /// Whether the AD flags of these servers are believed.
    let trustsAuthenticated: Bool
    private var servers: [DNSServerAddress]
    private let tries: Int
    private let plain: Set<DNSServerAddress>
    /// A server that has answered without an OPT record what it did not answer with one.
    struct Proof: Hashable, Sendable {
        /// The server.
        let server: DNSServerAddress
        /// Whether it refused the OPT record; else it was silent.
        let isCertain: Bool
    }

    /// Servers that did not answer a query with an OPT record, and whether they refused it.
    private var suspects: [DNSServerAddress: Bool] = [:]
    /// What the answer proves.
    private(set) var provenPlain: Proof?
    private var place = 0
    private var round = 0
    private var isExtended = true
    private var isStream = false
    private var isRoundUnreachable = true
    private var pausesBefore = false
    private var bestOrder: [DNSServerAddress] = []
    private var failure: DNSFailure?

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - servers: the servers in the order in which they are asked.
    ///   - plain: those that are known not to understand extended DNS.
    ///   - tries: the number of rounds, at least one.
    ///   - trustsAuthenticated: whether the AD flags of these servers are believed.
    init(
        servers: [DNSServerAddress], plain: Set<DNSServerAddress> = [], tries: Int, trustsAuthenticated: Bool = false
    ) {
        self.servers = servers
        self.plain = plain
        self.tries = tries
        self.trustsAuthenticated = trustsAuthenticated
    }

    /// The first attempt, or a failure where there is no server.
    mutating func start() -> Step { attempt() }

    /// Takes what the attempt under way brought.
    ///
    /// - Parameters:
    ///   - outcome: what it brought.
    ///   - order: the servers in the order that is best now, for the next round; empty for as before.
    mutating func take(_ outcome: Outcome, order: [DNSServerAddress] = []) -> Step {
        defer { bestOrder = [] }
        bestOrder = order
        guard place < servers.count else { return .fail(failure ?? .unreachable) }
        let server = servers[place]
        if outcome != .silent(.unreachable) { isRoundUnreachable = false }
        switch outcome {
        case .answered:
            if !isExtended, let isCertain = suspects[server] {
                provenPlain = Proof(server: server, isCertain: isCertain)
            }
            return .finish
        case .cutOff where !isStream:
            isStream = true
            return .ask(Attempt(server: server, round: round, isExtended: isExtended, isStream: true))
        case .refusedExtension where isExtended:
            suspects[server] = true
            (isExtended, isStream) = (false, false)
            return .ask(Attempt(server: server, round: round, isExtended: false))
        case .failed(let failure), .refusedExtension(let failure), .cutOff(let failure):
            note(failure)
            servers.remove(at: place)
        case .silent(let failure):
            note(failure)
            if isExtended, !isStream { suspects[server] = false }
            place += 1
        }
        return attempt()
    }

    /// How long to wait before the attempt that was given last; nil for not at all.
    ///
    /// Where nobody listens, all rounds would be over in a moment, as while a name server is started anew.
    mutating func takePause(of timeout: Duration) -> Duration? {
        defer { pausesBefore = false }
        return pausesBefore ? min(timeout * (1 << (round - 1)) / Self.pauseDivisor, Self.longestPause) : nil
    }

    /// The first pause is a sixth of the first time-out, and doubles like that.
    private static let pauseDivisor = 6
    /// Nobody waits longer for somebody who is not there.
    private static let longestPause = Duration.seconds(5)

    /// The next attempt; the one that failed for good if there is none.
    private mutating func attempt() -> Step {
        isStream = false
        if place >= servers.count {
            place = 0
            round += 1
            servers = bestOrder.filter(servers.contains) + servers.filter { !bestOrder.contains($0) }
            pausesBefore = isRoundUnreachable
            isRoundUnreachable = true
        }
        guard place < servers.count, round < tries else { return .fail(failure ?? .unreachable) }
        isExtended = round == 0 && !plain.contains(servers[place])
        return .ask(Attempt(server: servers[place], round: round, isExtended: isExtended))
    }

    /// Keeps the failure that says most: what a server said before what is no answer, and that before silence.
    private mutating func note(_ new: DNSFailure) {
        guard let old = failure, old.rank >= new.rank else {
            failure = new
            return
        }
    }
}

extension QueryPlan.Outcome {
    /// The response code of servers that do not know the version of extended DNS (BADVERS; RFC 6891, section 9).
    private static let badVersion = DNSResponseCode(rawValue: 16)

    /// What a result means for the plan.
    ///
    /// - Parameters:
    ///   - result: what an attempt brought.
    ///   - attempt: the attempt.
    init(of result: Result<DNSAnswer, DNSFailure>, by attempt: QueryPlan.Attempt) {
        guard case .failure(let failure) = result else {
            self = .answered
            return
        }
        switch failure {
        case .noSuchDomain, .noData, .cancelled: self = .answered
        case .timeout, .unreachable: self = .silent(failure)
        case .unexpectedResponse(.formatError), .unexpectedResponse(.notImplemented),
            .unexpectedResponse(Self.badVersion):
            self = attempt.isExtended ? .refusedExtension(failure) : .failed(failure)
        case .malformed(let error) where error.problem == .cutOff && !attempt.isStream: self = .cutOff(failure)
        case .refused, .serverFailure, .unexpectedResponse, .malformed: self = .failed(failure)
        }
    }
}

extension DNSFailure {
    /// How much the failure says of the name that was asked for.
    fileprivate var rank: Int {
        switch self {
        case .noSuchDomain, .noData, .cancelled: 5
        case .serverFailure: 4
        case .refused, .unexpectedResponse: 3
        case .malformed: 2
        case .timeout: 1
        case .unreachable: 0
        }
    }
}
