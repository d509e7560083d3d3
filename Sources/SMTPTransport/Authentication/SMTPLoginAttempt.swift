internal import MailAddressing
internal import MailCryptography
internal import NIOConcurrencyHelpers
internal import NIOPosix
public import SMTPProtocol

/// One client's attempt to log in: answers the questions of its mechanism, one after another.
///
/// It has a place among the attempts of its address from its first question on, until `end` is called or it is let go.
public final class SMTPLoginAttempt: Sendable {
    private let authenticator: SMTPAuthenticator
    private let address: IPAddress?
    /// Under what the client is counted.
    private let key: IPAddress?
    private let place = NIOLockedValueBox<UInt64?>(nil)

    init(authenticator: SMTPAuthenticator, address: IPAddress?) {
        self.authenticator = authenticator
        self.address = address
        key = address.map { ClientNetwork($0).address }
    }

    deinit { end() }

    /// Tells that the attempt is over, however it went.
    public func end() {
        let number = place.withLockedValue { place in
            defer { place = nil }
            return place
        }
        guard let key, let number else { return }
        authenticator.state.withLockedValue { state in
            state.places[key]?[number] = nil
            if state.places[key]?.isEmpty == true { state.places[key] = nil }
        }
    }

    /// Answers a question.
    ///
    /// - Parameter question: the question.
    /// - Returns: the answer, after the wait that it may have cost.
    public func answer(_ question: SASLQuestion) async -> SASLAnswer {
        switch question {
        case .keys(let user): return await keys(of: user, account(of: user))
        case .proof(let user, let isRight):
            // The wait was before the keys were given. A proof that comes too late came from one of too many.
            guard hasPlace else { return excused() }
            return settle(isRight, account(of: user))
        case .password(let user, let password): return await judge(password, of: user, account(of: user))
        case .token(let user, let token): return await judge(token, of: user)
        }
    }

    /// Under which name a user's failures are counted.
    private func account(of user: String) -> String { authenticator.accounts?.canonicalName(of: user) ?? user }

    private func keys(of user: String, _ account: String) async -> SASLAnswer {
        guard await mayTry(account) else { return .tryLater }
        do {
            return .keys(
                SCRAMKeys(try await authenticator.accounts?.password(of: user) ?? authenticator.decoy(for: account)))
        } catch {
            return excused()
        }
    }

    private func judge(_ password: [UInt8], of user: String, _ account: String) async -> SASLAnswer {
        guard await mayTry(account) else { return .tryLater }
        let tag = authenticator.tag(of: password)
        let isRepeated = authenticator.state.withLockedValue {
            $0.throttle.repeats(address: address, account: account, passwordTag: tag)
        }
        if isRepeated {
            await authenticator.clock.sleep(SMTPAuthenticator.repetitionDelay)
            return settle(false, account, tag: tag)
        }
        guard mayCheck(account) else { return excused() }
        defer { authenticator.state.withLockedValue { $0.checks -= 1 } }
        do {
            let stored = try await authenticator.accounts?.password(of: user) ?? authenticator.decoy(for: account)
            let isRight = try await authenticator.threads.runIfActive { stored.matches(password) }
            return settle(isRight, account, tag: tag)
        } catch {
            return excused()
        }
    }

    private func judge(_ token: String, of user: String?) async -> SASLAnswer {
        guard let checker = authenticator.tokenChecker else { return .refuse }
        // A token that names nobody is no attempt on an account, and one client's are no reason for another to wait.
        let account = user.map { self.account(of: $0) } ?? "\u{0}\(key.map { "\($0)" } ?? "")"
        guard await mayTry(account) else { return .tryLater }
        switch await checker.check(token: token, of: user) {
        case .valid(let owner):
            guard user == nil || user == owner else { return settle(false, account) }
            _ = settle(true, account)
            return .acceptAs(owner)
        case .invalid: return settle(false, account)
        case .unavailable: return excused()
        }
    }

    /// Waits as long as it takes; false where this address is not heard now.
    private func mayTry(_ account: String) async -> Bool {
        let now = authenticator.clock.now()
        let admission: AuthenticationThrottle.Admission = authenticator.state.withLockedValue { state in
            if let key {
                // Many guesses at once would all be heard before the first of them has failed.
                let count = state.places[key]?.values.count { $0 > now } ?? 0
                guard count < SMTPAuthenticator.maximumAttempts else { return .refused(for: .seconds(1)) }
            }
            let admission = state.throttle.admit(address: address, account: account, now: now)
            if case .refused = admission { return admission }
            guard let key else { return admission }
            state.lastPlace += 1
            state.places[key, default: [:]][state.lastPlace] = now + SMTPAuthenticator.attemptTime
            place.withLockedValue { $0 = state.lastPlace }
            return admission
        }
        switch admission {
        case .now: return true
        case .after(let wait):
            await authenticator.clock.sleep(wait)
            return true
        case .refused: return false
        }
    }

    /// Whether the attempt has its place still.
    private var hasPlace: Bool {
        guard let key else { return true }
        guard let number = place.withLockedValue({ $0 }) else { return false }
        let now = authenticator.clock.now()
        return authenticator.state.withLockedValue { $0.places[key]?[number].map { $0 > now } ?? false }
    }

    /// Whether a password may wait to be checked, which then is counted.
    private func mayCheck(_ account: String) -> Bool {
        let now = authenticator.clock.now()
        return authenticator.state.withLockedValue { state in
            let isKnown = state.throttle.knows(address: address, account: account, now: now)
            guard isKnown || state.checks < SMTPAuthenticator.maximumChecks else { return false }
            state.checks += 1
            return true
        }
    }

    /// Nothing was learnt of the client, and nothing is held against it.
    private func excused() -> SASLAnswer {
        authenticator.state.withLockedValue { $0.throttle.excused(address: address) }
        return .tryLater
    }

    private func settle(_ isRight: Bool, _ account: String, tag: UInt64? = nil) -> SASLAnswer {
        let now = authenticator.clock.now()
        authenticator.state.withLockedValue { state in
            if isRight {
                state.throttle.succeeded(address: address, account: account, now: now)
            } else {
                state.throttle.failed(address: address, account: account, passwordTag: tag, now: now)
            }
        }
        return isRight ? .accept : .refuse
    }
}
