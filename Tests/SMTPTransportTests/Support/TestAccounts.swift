import MailCryptography
import NIOConcurrencyHelpers
import SMTPTransport

/// Accounts whose passwords are cheap to check; counts how often it is asked, and may be out of order.
final class TestAccounts: SMTPAccounts {
    struct OutOfOrder: Error {}

    private let passwords: [String: StoredPassword]
    private let state = NIOLockedValueBox((questions: 0, isOutOfOrder: false))

    init(_ passwords: [String: String]) throws {
        let scrypt = try ScryptParameters(costExponent: 10, blockSize: 8, parallelization: 1)
        self.passwords = try passwords.mapValues {
            try StoredPassword(settingPassword: Array($0.utf8), iterations: 4_096, scrypt: scrypt)
        }
    }

    /// How often a password was asked for.
    var questions: Int { state.withLockedValue { $0.questions } }

    func fail() { state.withLockedValue { $0.isOutOfOrder = true } }

    func password(of user: String) async throws -> StoredPassword? {
        let isOutOfOrder = state.withLockedValue { state in
            state.questions += 1
            return state.isOutOfOrder
        }
        if isOutOfOrder { throw OutOfOrder() }
        return passwords[user]
    }
}

/// A clock that a test moves; who waits for it is noted and let go at once.
final class ManualClock: Sendable {
    private let state = NIOLockedValueBox((now: Duration.zero, sleeps: [Duration]()))

    /// How long somebody had to wait each time.
    var sleeps: [Duration] { state.withLockedValue { $0.sleeps } }

    func pass(_ duration: Duration) { state.withLockedValue { $0.now += duration } }

    /// The clock for an authenticator.
    var forLogins: SMTPAuthenticator.Clock {
        SMTPAuthenticator.Clock(
            now: { self.state.withLockedValue { $0.now } },
            sleep: { duration in self.state.withLockedValue { $0.sleeps.append(duration) } })
    }
}

/// Judges tokens by a closure.
struct TestTokenChecker: SMTPTokenChecker {
    let verdict: @Sendable (_ token: String, _ user: String?) -> SMTPTokenVerdict

    func check(token: String, of user: String?) async -> SMTPTokenVerdict { verdict(token, user) }
}
