import MailAddressing
import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Attempts to log in at the same time", .timeLimit(.minutes(15)))
struct LoginAttemptTests {
    struct Bench {
        let accounts: TestAccounts
        let clock = ManualClock()
        let authenticator: SMTPAuthenticator

        init() throws {
            accounts = try TestAccounts(["ada": "secret"])
            authenticator = SMTPAuthenticator(accounts: accounts, clock: clock.forLogins)
        }

        /// Attempts that have asked for their keys, and hold a place each.
        func attempts(_ count: Int, from addresses: [String]) async -> [(SMTPLoginAttempt, SASLAnswer)] {
            var attempts: [(SMTPLoginAttempt, SASLAnswer)] = []
            for index in 0..<count {
                let attempt = authenticator.attempt(from: IPAddress(addresses[index % addresses.count]))
                attempts.append((attempt, await attempt.answer(.keys(user: "ada"))))
            }
            return attempts
        }
    }

    @Test(
        "have eight places for each address, and for each network of an IPv6 subscriber",
        arguments: [
            ["192.0.2.1"], ["::ffff:192.0.2.1", "192.0.2.1"], ["2001:db8::1", "2001:db8::2", "2001:db8::3:4"],
        ])
    func places(addresses: [String]) async throws {
        let bench = try Bench()
        let attempts = await bench.attempts(10, from: addresses)
        #expect(attempts.map { $0.1 == .tryLater } == Array(repeating: false, count: 8) + [true, true])
        let elsewhere = bench.authenticator.attempt(from: IPAddress("198.51.100.1"))
        #expect(await elsewhere.answer(.keys(user: "ada")) != .tryLater)
        // Whoever comes to an end makes room, by a word or by being let go.
        attempts[0].0.end()
        #expect(await bench.attempts(1, from: addresses)[0].1 != .tryLater)
    }

    @Test("are judged no more often than there are places, however many proofs come")
    func guesses() async throws {
        let bench = try Bench()
        let attempts = await bench.attempts(100, from: ["192.0.2.1"])
        var refused = 0
        for (attempt, _) in attempts where await attempt.answer(.proof(user: "ada", isRight: false)) == .refuse {
            refused += 1
        }
        #expect(refused == 8)
    }

    @Test("lose their place after a minute, and a proof that comes later is not judged")
    func late() async throws {
        let bench = try Bench()
        let attempts = await bench.attempts(8, from: ["192.0.2.1"])
        bench.clock.pass(.seconds(60))
        #expect(await bench.attempts(1, from: ["192.0.2.1"])[0].1 != .tryLater)
        #expect(await attempts[0].0.answer(.proof(user: "ada", isRight: true)) == .tryLater)
    }

    @Test("leave nothing behind that would keep others out, when they are given up")
    func givenUp() async throws {
        let bench = try Bench()
        for _ in 0..<100 {
            let attempts = await bench.attempts(8, from: ["192.0.2.1"])
            for (attempt, answer) in attempts {
                #expect(answer != .tryLater)
                attempt.end()
            }
        }
        let attempt = bench.authenticator.attempt(from: IPAddress("192.0.2.1"))
        #expect(await attempt.answer(.password(user: "ada", password: Array("secret".utf8))) == .accept)
    }

    @Test("with a wrong password that was said before cost a second and no work")
    func repeated() async throws {
        let bench = try Bench()
        for index in 0..<5 {
            let attempt = bench.authenticator.attempt(from: IPAddress("192.0.2.1"))
            #expect(await attempt.answer(.password(user: "ada", password: Array("old".utf8))) == .refuse)
            #expect(bench.accounts.questions == 1, "attempt \(index)")
        }
        #expect(bench.clock.sleeps.filter { $0 == .seconds(1) }.count == 4)
    }

    @Test("have decoys with the salt that a kept secret gives, the same in every process")
    func decoys() async throws {
        let accounts = try TestAccounts([:])
        var answers: Set<SASLAnswer> = []
        for _ in 0..<2 {
            let authenticator = SMTPAuthenticator(accounts: accounts, decoySecret: [1, 2, 3], decoyIterations: 4_096)
            answers.insert(await authenticator.attempt(from: nil).answer(.keys(user: "nobody")))
        }
        #expect(answers.count == 1)
        guard case .keys(let keys) = try #require(answers.first) else { throw TestAccounts.OutOfOrder() }
        #expect(keys.iterations == 4_096)
    }
}
