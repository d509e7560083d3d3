public import MailAddressing
public import MailCryptography
internal import NIOConcurrencyHelpers
internal import NIOPosix
public import SMTPProtocol

/// Judges who a client is, for all listeners of a server together.
///
/// Guarantees: an address that failed too often is not heard for a while, and an account that is under attack is slow to
/// strangers and as fast as ever to those who logged in before; neither the answer nor its timing tells whether there is
/// such a user; costly checks run one by one on threads of their own, never on an event loop.
public final class SMTPAuthenticator: Sendable {
    /// The time and a way to let it pass; a test has its own.
    public struct Clock: Sendable {
        let now: @Sendable () -> Duration
        let sleep: @Sendable (Duration) async -> Void

        /// Makes a clock.
        ///
        /// - Parameters:
        ///   - now: the time since any start; never goes back.
        ///   - sleep: returns when so much time has passed, or the task is cancelled.
        public init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async -> Void) {
            self.now = now
            self.sleep = sleep
        }

        /// The system's clock, which stands still for nothing.
        public static var system: Clock {
            let start = ContinuousClock.now
            return Clock(now: { ContinuousClock.now - start }, sleep: { try? await ContinuousClock().sleep(for: $0) })
        }
    }

    private struct State {
        var throttle: AuthenticationThrottle
        /// The checks of an address that are under way, whose end is not known yet: when each is given up for lost.
        var pending: [IPAddress: [Duration]] = [:]

        /// The checks of an address that are under way now; those that were given up are forgotten.
        mutating func pendingCount(of address: IPAddress, at now: Duration) -> Int {
            guard let open = pending[address] else { return 0 }
            let left = open.filter { $0 > now }
            pending[address] = left.isEmpty ? nil : left
            return left.count
        }
    }

    private let accounts: (any SMTPAccounts)?
    private let tokenChecker: (any SMTPTokenChecker)?
    private let clock: Clock
    private let state: NIOLockedValueBox<State>
    private let decoySecret: [UInt8]
    private let decoyIterations: Int
    private let threads = NIOThreadPool(numberOfThreads: SMTPAuthenticator.threadCount)

    /// Makes an authenticator.
    ///
    /// - Parameters:
    ///   - accounts: knows the users' passwords; without it only tokens are taken.
    ///   - tokenChecker: checks access tokens; without it OAUTHBEARER and XOAUTH2 are not offered.
    ///   - limits: how long those wait who failed.
    ///   - decoyIterations: how often the keys of those are derived who are not there: as often as everybody's, or the number
    ///     would tell them apart.
    ///   - clock: the time.
    public init(
        accounts: (any SMTPAccounts)?, tokenChecker: (any SMTPTokenChecker)? = nil,
        limits: AuthenticationLimits = AuthenticationLimits(),
        decoyIterations: Int = StoredPassword.defaultIterations, clock: Clock = .system
    ) {
        self.accounts = accounts
        self.tokenChecker = tokenChecker
        self.clock = clock
        state = NIOLockedValueBox(State(throttle: AuthenticationThrottle(limits: limits)))
        decoySecret = TransportCryptography().randomOctets(32)
        self.decoyIterations = decoyIterations
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// The mechanisms that can be offered, the strongest first.
    public var mechanisms: [SASLMechanism] {
        SASLMechanism.allCases.filter { $0.usesToken ? tokenChecker != nil : accounts != nil }
    }

    /// Answers a question of a login.
    ///
    /// - Parameters:
    ///   - question: the question.
    ///   - address: where the client is, or nil on a local socket.
    /// - Returns: the answer, after the wait that it may have cost.
    public func answer(_ question: SASLQuestion, from address: IPAddress?) async -> SASLAnswer {
        switch question {
        case .proof(let user, let isRight):
            // The wait was before the keys were given, and so was the place taken.
            leave(address)
            return settle(isRight, user, address)
        case .keys(let user):
            guard await mayTry(user, address) else { return .tryLater }
            do {
                // The place is kept until the proof comes, or is given up for lost.
                return .keys(SCRAMKeys(try await accounts?.password(of: user) ?? decoy(for: user)))
            } catch {
                leave(address)
                return excuse(address)
            }
        case .password(let user, let password):
            guard await mayTry(user, address) else { return .tryLater }
            defer { leave(address) }
            do {
                let stored = try await accounts?.password(of: user) ?? decoy(for: user)
                let isRight = try await threads.runIfActive { stored.matches(password) }
                return settle(isRight, user, address, tag: tag(of: password))
            } catch {
                return excuse(address)
            }
        case .token(let user, let token):
            guard let tokenChecker else { return .refuse }
            guard await mayTry(user ?? "", address) else { return .tryLater }
            defer { leave(address) }
            switch await tokenChecker.check(token: token, of: user) {
            case .valid(let owner):
                guard user == nil || user == owner else { return settle(false, user ?? "", address) }
                _ = settle(true, owner, address)
                return .acceptAs(owner)
            case .invalid: return settle(false, user ?? "", address)
            case .unavailable: return excuse(address)
            }
        }
    }

    /// Keys for a user who is not there: always the same, and no password fits.
    private func decoy(for user: String) -> StoredPassword {
        .decoy(for: Array(user.utf8), secret: decoySecret, iterations: decoyIterations)
    }

    /// Waits as long as it takes; false where this address is not heard now.
    private func mayTry(_ user: String, _ address: IPAddress?) async -> Bool {
        let now = clock.now()
        let admission: AuthenticationThrottle.Admission = state.withLockedValue { state in
            // Many guesses at once would all be heard before the first of them has failed.
            if let address, state.pendingCount(of: address, at: now) >= Self.maximumPending {
                return .refused(for: .seconds(1))
            }
            let admission = state.throttle.admit(address: address, account: user, now: now)
            if case .refused = admission { return admission }
            if let address { state.pending[address, default: []].append(now + Self.proofTime) }
            return admission
        }
        switch admission {
        case .now: return true
        case .after(let wait):
            await clock.sleep(wait)
            return true
        case .refused: return false
        }
    }

    private func leave(_ address: IPAddress?) {
        guard let address else { return }
        state.withLockedValue { state in
            guard var open = state.pending[address], !open.isEmpty else { return }
            open.removeFirst()
            state.pending[address] = open.isEmpty ? nil : open
        }
    }

    /// Nothing was learnt of the client, and nothing is held against it.
    private func excuse(_ address: IPAddress?) -> SASLAnswer {
        state.withLockedValue { $0.throttle.excused(address: address) }
        return .tryLater
    }

    /// Tells a wrong password that is said again and again, as by a forgotten telephone, from guesses.
    private func tag(of password: [UInt8]) -> UInt64 {
        HMACSHA256.code(for: password, key: decoySecret).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func settle(_ isRight: Bool, _ user: String, _ address: IPAddress?, tag: UInt64? = nil) -> SASLAnswer {
        let now = clock.now()
        state.withLockedValue { state in
            if isRight {
                state.throttle.succeeded(address: address, account: user, now: now)
            } else {
                state.throttle.failed(address: address, account: user, passwordTag: tag, now: now)
            }
        }
        return isRight ? .accept : .refuse
    }

    /// How many checks of one address may be under way: a family behind one address starts its mail programs at once.
    private static let maximumPending = 8
    /// How long a client may take for its proof before its place is given away.
    private static let proofTime = Duration.seconds(60)
    /// On how many threads passwords are checked: each check takes 16 MiB and a core for about 50 milliseconds.
    private static let threadCount = 2
}

extension SCRAMKeys {
    init(_ stored: StoredPassword) {
        let keys = stored.keys
        self.init(
            salt: keys.salt, iterations: keys.iterations, storedKey: keys.storedKey, serverKey: keys.serverKey)
    }
}
