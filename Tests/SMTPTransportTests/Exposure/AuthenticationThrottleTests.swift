import MailAddressing
import Testing

@testable import SMTPTransport

@Suite("The throttle of logins")
struct AuthenticationThrottleTests {
    static let home = IPAddress("192.0.2.7")!
    static let neighbour = IPAddress("192.0.2.8")!
    static let abroad = IPAddress("198.51.100.9")!

    var throttle = AuthenticationThrottle()

    /// Lets an attempt in and fails it.
    mutating func fail(_ account: String = "ada", from address: IPAddress? = home, at seconds: Int) {
        if case .refused = throttle.admit(address: address, account: account, now: .seconds(seconds)) {
            Issue.record("refused at \(seconds)")
        }
        throttle.failed(address: address, account: account, now: .seconds(seconds))
    }

    mutating func admit(
        _ account: String = "ada", from address: IPAddress? = home, at seconds: Int
    ) -> AuthenticationThrottle.Admission {
        throttle.admit(address: address, account: account, now: .seconds(seconds))
    }

    mutating func logIn(_ account: String = "ada", from address: IPAddress? = home, at seconds: Int) {
        throttle.succeeded(address: address, account: account, now: .seconds(seconds))
    }

    @Test("lets everybody in at once who never failed")
    mutating func clean() {
        for second in 0..<100 {
            #expect(admit(at: second) == .now)
            logIn(at: second)
        }
    }

    @Test("makes an address wait after three failures, twice as long each time, up to 15 minutes")
    mutating func doubling() {
        for _ in 0..<3 { fail("nobody", at: 0) }
        var now = 0
        for wait in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900] {
            // Another account each time: the wait is that of the address.
            fail("user\(now)", at: now)
            #expect(admit("other", at: now) == .refused(for: .seconds(wait)))
            #expect(admit("other", at: now + wait - 1) == .refused(for: .seconds(1)))
            now += wait
        }
        #expect(admit("other", at: now) == .now)
    }

    @Test("lets one attempt in at a time after the free failures")
    mutating func oneAtATime() {
        for _ in 0..<4 { fail("nobody", at: 0) }
        #expect(admit(at: 2) == .now)
        #expect(admit(at: 2) == .refused(for: .seconds(2)))
        logIn(at: 2)
        #expect(admit(at: 2) == .now)
    }

    @Test("halves the failures of an address with each quiet half hour")
    mutating func fading() {
        for second in [0, 0, 0, 0, 2, 6, 14] { fail("nobody", at: second) }
        // Seven failures: three are left after half an hour, which are free.
        #expect(admit(at: 14 + 15) == .refused(for: .seconds(1)))
        fail("nobody", at: 14 + 1_800)
        #expect(admit(at: 14 + 1_800) == .refused(for: .seconds(2)))
        #expect(admit(at: 14 + 3_600) == .now)
        #expect(admit(at: 14 + 3_600) == .now)
    }

    @Test("takes back the failures on an account after a login to it, and those on others not")
    mutating func forgiving() {
        for _ in 0..<3 { fail(at: 0) }
        logIn(at: 1)
        for _ in 0..<3 { fail(at: 2) }
        #expect(admit(at: 2) == .now)
        logIn("mine", at: 2)
        fail("eve", at: 3)
        logIn("mine", at: 3)
        #expect(admit(at: 3) == .refused(for: .seconds(2)))
    }

    @Test("an account of one's own buys no guesses on those of others")
    mutating func ownAccount() {
        var guesses = 0
        for second in 0..<7_200 {
            guard case .refused = admit("victim", from: Self.abroad, at: second) else {
                throttle.failed(address: Self.abroad, account: "victim", now: .seconds(second))
                guesses += 1
                if case .now = admit("mine", from: Self.abroad, at: second) {
                    logIn("mine", from: Self.abroad, at: second)
                }
                continue
            }
        }
        // Three are free, ten come within the first 17 minutes, one in each quarter of an hour after that.
        #expect(guesses <= 20)
    }

    @Test(
        "has a larger allowance for a network, which binds strangers only",
        arguments: [("192.0.2.", ""), ("2001:db8:1:", "::1"), ("::ffff:192.0.2.", "")])
    mutating func networks(start: String, end: String) {
        for index in 0..<31 { fail("nobody\(index)", from: IPAddress(start + "\(index + 10)" + end)!, at: 0) }
        let stranger = IPAddress(start + "9" + end)
        #expect(admit(from: stranger, at: 1) == .refused(for: .seconds(1)))
        #expect(admit(from: Self.abroad, at: 1) == .now)
        logIn(from: stranger, at: 1)
        fail("nobody", from: IPAddress(start + "99" + end)!, at: 2)
        #expect(admit(from: stranger, at: 2) == .now)
        #expect(admit("eve", from: stranger, at: 2) == .refused(for: .seconds(4)))
    }

    @Test("counts an IPv6 /64 as one address")
    mutating func subscriber() {
        for index in 1...4 { fail("nobody", from: IPAddress("2001:db8:1:2::\(index)")!, at: 0) }
        #expect(admit(from: IPAddress("2001:db8:1:2:ffff::1"), at: 0) == .refused(for: .seconds(2)))
        #expect(admit(from: IPAddress("2001:db8:1:3::1"), at: 0) == .now)
    }

    @Test("answers strangers late on an account where strangers fail, and known addresses at once")
    mutating func accountDelay() {
        logIn(from: Self.home, at: 0)
        logIn(from: nil, at: 0)
        for (index, delay) in [0, 250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000].enumerated() {
            let stranger = IPAddress("203.0.\(index).1")
            #expect(admit(from: stranger, at: 9) == (delay == 0 ? .now : .after(.milliseconds(delay))))
            // Upper and lower case are one account.
            throttle.failed(address: stranger, account: "ADA", now: .seconds(9))
        }
        #expect(admit(from: Self.home, at: 9) == .now)
        #expect(admit(from: nil, at: 9) == .now)
        #expect(admit(from: Self.neighbour, at: 9) == .after(.seconds(10)))
        #expect(admit("eve", from: Self.abroad, at: 9) == .now)
        // Nine failures halve four times in two hours.
        #expect(admit(from: Self.abroad, at: 9 + 5_400) == .after(.milliseconds(250)))
        #expect(admit(from: Self.abroad, at: 9 + 7_200) == .now)
    }

    @Test("failures from a known address do not slow strangers down")
    mutating func knownFailures() {
        logIn(from: Self.home, at: 0)
        for _ in 0..<3 { fail(from: Self.home, at: 1) }
        #expect(admit(from: Self.abroad, at: 1) == .now)
    }

    @Test("knows an address for thirty days after the last login, and the last eight of an account")
    mutating func knownAddresses() {
        let day = 86_400
        logIn(from: Self.home, at: 0)
        fail(from: Self.abroad, at: 30 * day)
        #expect(admit(from: Self.home, at: 30 * day) == .now)
        #expect(admit(from: Self.home, at: 30 * day + 1) == .after(.milliseconds(250)))
        logIn(from: Self.home, at: 30 * day + 1)
        for index in 1...8 { logIn(from: IPAddress("203.0.113.\(index)"), at: 30 * day + 1) }
        #expect(admit(from: IPAddress("203.0.113.1"), at: 30 * day + 1) == .now)
        #expect(admit(from: Self.home, at: 30 * day + 1) == .after(.milliseconds(250)))
    }

    @Test("counts the same wrong password of an address once")
    mutating func repeats() {
        for second in 0..<50 {
            for account in ["ada", "eve"] {
                if case .refused = admit(account, at: second) { Issue.record("refused at \(second)") }
                throttle.failed(address: Self.home, account: account, passwordTag: 77, now: .seconds(second))
            }
        }
        #expect(admit(from: Self.abroad, at: 50) == .after(.milliseconds(250)))
        for tag in 1...2 as ClosedRange<UInt64> {
            #expect(admit("bob", at: 50) != .refused(for: .seconds(2)))
            throttle.failed(address: Self.home, account: "bob", passwordTag: tag, now: .seconds(50))
        }
        #expect(admit(at: 50) == .refused(for: .seconds(2)))
        // The old password again does not renew the wait.
        #expect(admit(at: 52) == .after(.milliseconds(250)))
        throttle.failed(address: Self.home, account: "ada", passwordTag: 77, now: .seconds(52))
        #expect(admit(at: 52) == .after(.milliseconds(250)))
    }

    @Test("a peer without an address has the delay of the account only")
    mutating func noAddress() {
        for second in 0..<100 { fail(from: nil, at: second) }
        #expect(admit(from: nil, at: 100) == .after(.seconds(10)))
        #expect(admit("eve", from: nil, at: 100) == .now)
    }

    @Test("treats accounts that exist and those that do not alike")
    mutating func unknownAccounts() {
        for second in 0..<3 {
            let known = admit("ada", from: Self.home, at: second)
            #expect(admit("no-such-user", from: Self.abroad, at: second) == known)
            throttle.failed(address: Self.home, account: "ada", now: .seconds(second))
            throttle.failed(address: Self.abroad, account: "no-such-user", now: .seconds(second))
        }
    }

    @Test("keeps those with most failures, and the accounts in use, when its tables are full")
    mutating func bounded() {
        var limits = AuthenticationLimits()
        limits.maximumAddresses = 100
        limits.maximumNetworks = 50
        limits.maximumAccounts = 20
        throttle = AuthenticationThrottle(limits: limits)
        logIn("ada", from: Self.home, at: 0)
        for second in [0, 0, 0, 0, 2, 6, 14, 30] { fail("eve", from: Self.abroad, at: second) }
        for index in 0..<10_000 {
            let address = IPAddress(octets: [10, 0, UInt8(index / 100), UInt8(index % 100)])!
            throttle.failed(address: address, account: "user\(index)", now: .seconds(31))
        }
        #expect(throttle.addresses.records.count == 100)
        #expect(throttle.networks.records.count == 50)
        #expect(throttle.accounts.records.count == 20)
        #expect(admit(from: Self.abroad, at: 31) == .refused(for: .seconds(31)))
        fail("ada", from: IPAddress("203.0.113.1"), at: 31)
        #expect(admit("ada", from: Self.home, at: 31) == .now)
    }

    @Test("takes any limits and any time")
    func extremes() {
        var limits = AuthenticationLimits()
        limits.freeFailures = -1
        limits.fadingTime = .zero
        limits.maximumAddresses = 0
        limits.maximumAccounts = -5
        limits.maximumKnownAddresses = 0
        limits.attackWeight = -3
        limits.attackFailures = 0
        var throttle = AuthenticationThrottle(limits: limits)
        for second in [100, 0, -100, 1_000_000_000] {
            _ = throttle.admit(address: Self.home, account: "", now: .seconds(second))
            throttle.failed(address: Self.home, account: "", now: .seconds(second))
            throttle.succeeded(address: Self.abroad, account: "", now: .seconds(second))
        }
        #expect(throttle.admit(address: Self.abroad, account: "", now: .seconds(1_000_000_001)) == .now)
    }
}
