public import MailAddressing
public import MailCryptography
internal import NIOConcurrencyHelpers
internal import NIOPosix
public import SMTPProtocol

/// Judges who a client is, for all listeners of a server together.
///
/// Guarantees: an address that failed too often is not heard for a while, and an account that is under attack is slow to
/// strangers and as fast as ever to those who logged in before; neither the answer nor its timing tells whether there is
/// such a user; costly checks run on a few threads of their own, never on an event loop, and not too many wait for them.
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

    struct State {
        var throttle: AuthenticationThrottle
        /// The attempts of an address that are under way, by number: until when each may come to its end.
        var places: [IPAddress: [UInt64: Duration]] = [:]
        var lastPlace: UInt64 = 0
        /// How many passwords are being checked or wait for it.
        var checks = 0
    }

    let accounts: (any SMTPAccounts)?
    let tokenChecker: (any SMTPTokenChecker)?
    let clock: Clock
    let state: NIOLockedValueBox<State>
    let threads = NIOThreadPool(numberOfThreads: SMTPAuthenticator.threadCount)
    private let decoySecret: [UInt8]
    private let decoyIterations: Int

    /// Makes an authenticator.
    ///
    /// - Parameters:
    ///   - accounts: knows the users' passwords; without it only tokens are taken.
    ///   - tokenChecker: checks access tokens; without it OAUTHBEARER and XOAUTH2 are not offered.
    ///   - decoySecret: what the keys of those are made of who are not there: kept where passwords are kept, so that these keys
    ///     stay the same over a restart as the others do; nil makes one.
    ///   - decoyIterations: how often the keys of those are derived who are not there: as often as everybody's, or the number
    ///     would tell them apart.
    ///   - limits: how long those wait who failed.
    ///   - clock: the time.
    public init(
        accounts: (any SMTPAccounts)?, tokenChecker: (any SMTPTokenChecker)? = nil, decoySecret: [UInt8]? = nil,
        decoyIterations: Int = StoredPassword.defaultIterations, limits: AuthenticationLimits = AuthenticationLimits(),
        clock: Clock = .system
    ) {
        self.accounts = accounts
        self.tokenChecker = tokenChecker
        self.clock = clock
        state = NIOLockedValueBox(State(throttle: AuthenticationThrottle(limits: limits)))
        self.decoySecret = decoySecret ?? TransportCryptography().randomOctets(32)
        self.decoyIterations = decoyIterations
        threads.start()
    }

    deinit { threads.shutdownGracefully { _ in } }

    /// The mechanisms that can be offered, the strongest first.
    public var mechanisms: [SASLMechanism] {
        SASLMechanism.allCases.filter { $0.usesToken ? tokenChecker != nil : accounts != nil }
    }

    /// Begins an attempt to log in.
    ///
    /// - Parameter address: where the client is, or nil on a local socket.
    /// - Returns: what answers the questions of this attempt, and of no other.
    public func attempt(from address: IPAddress?) -> SMTPLoginAttempt {
        SMTPLoginAttempt(authenticator: self, address: address)
    }

    /// Keys for a user who is not there: always the same, and no password fits.
    func decoy(for user: String) -> StoredPassword {
        .decoy(for: Array(user.utf8), secret: decoySecret, iterations: decoyIterations)
    }

    /// Tells a wrong password that is said again and again, as by a forgotten telephone, from guesses.
    func tag(of password: [UInt8]) -> UInt64 {
        HMACSHA256.code(for: password, key: decoySecret).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension SMTPAuthenticator {
    /// How many attempts of one address may be under way: a family behind one address starts its mail programs at once.
    static let maximumAttempts = 8
    /// How long an attempt may take before its place is given away, and its proof comes too late.
    static let attemptTime = Duration.seconds(60)
    /// How many passwords may wait to be checked: two seconds' worth of right ones.
    ///
    /// Those who logged in before wait with any number.
    static let maximumChecks = 64
    /// How long a wrong password is pondered that was said before and is not checked again.
    static let repetitionDelay = Duration.seconds(1)
    /// On how many threads passwords are checked: a right one takes 16 MiB and a core for about 50 milliseconds.
    private static let threadCount = 2
}

extension SCRAMKeys {
    init(_ stored: StoredPassword) {
        let keys = stored.keys
        self.init(
            salt: keys.salt, iterations: keys.iterations, storedKey: keys.storedKey, serverKey: keys.serverKey)
    }
}
