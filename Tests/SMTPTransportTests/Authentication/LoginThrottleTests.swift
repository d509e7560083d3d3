import SMTPProtocol
import SMTPTransport
import Testing

@Suite("Who fails to log in", .timeLimit(.minutes(15)))
struct LoginThrottleTests {
    @Test(
        "too often is not heard for a while, and others are",
        arguments: [SASLMechanism.plain, .login, .scramSHA256, .scramSHA256Plus])
    func address(mechanism: SASLMechanism) async throws {
        let bench = try await LoginBench()
        let right = LoginBench.credentials("ada", "secret", mechanism)
        // Three failures are free, the fourth costs two seconds.
        for guess in 1...4 {
            let wrong = LoginBench.credentials("ada", "wrong\(guess)", mechanism)
            #expect(try await bench.logIn(wrong)?.code == 535)
        }
        #expect(bench.accounts.questions == 4)
        let reply = try await bench.logIn(right)
        #expect(reply?.code == 454)
        #expect(bench.accounts.questions == 4, "nothing is checked")
        #expect(try await bench.logIn(right, from: "127.0.0.2") == nil)
        bench.clock.pass(.milliseconds(1_999))
        #expect(try await bench.logIn(right)?.code == 454)
        bench.clock.pass(.milliseconds(1))
        #expect(try await bench.logIn(right) == nil)
        #expect(bench.log.logins.count == 2)
        await bench.shutdown()
    }

    @Test("by a token too often is not heard for a while")
    func token() async throws {
        let bench = try await LoginBench { token, _ in token == "good" ? .valid(user: "ada") : .invalid }
        for guess in 1...4 {
            let wrong = LoginBench.credentials("ada", "wrong\(guess)", .oauthBearer)
            #expect(try await bench.logIn(wrong)?.code == 535)
        }
        let right = LoginBench.credentials("ada", "good", .oauthBearer)
        #expect(try await bench.logIn(right)?.code == 454)
        bench.clock.pass(.seconds(2))
        #expect(try await bench.logIn(right) == nil)
        await bench.shutdown()
    }

    @Test("with the same old password again and again guesses nothing and does not wait")
    func forgottenTelephone() async throws {
        let bench = try await LoginBench()
        for _ in 0..<8 {
            let old = LoginBench.credentials("ada", "last year's", .plain)
            #expect(try await bench.logIn(old)?.code == 535)
        }
        #expect(try await bench.logIn(LoginBench.credentials("ada", "secret", .plain)) == nil)
        await bench.shutdown()
    }

    @Test("on an account makes it slow to strangers, and not to those who were there before")
    func account() async throws {
        let bench = try await LoginBench()
        let right = LoginBench.credentials("ada", "secret", .plain)
        #expect(try await bench.logIn(right, from: "127.0.0.2") == nil)
        for guess in 1...3 {
            #expect(try await bench.logIn(LoginBench.credentials("ada", "wrong\(guess)", .plain))?.code == 535)
        }
        #expect(bench.clock.sleeps == [.milliseconds(250), .milliseconds(500)])
        #expect(try await bench.logIn(right, from: "127.0.0.2") == nil)
        #expect(bench.clock.sleeps.count == 2)
        #expect(try await bench.logIn(right, from: "127.0.0.3") == nil)
        #expect(bench.clock.sleeps == [.milliseconds(250), .milliseconds(500), .seconds(1)])
        // Another account is as fast as ever.
        #expect(try await bench.logIn(LoginBench.credentials("bob", "hidden", .plain)) == nil)
        #expect(bench.clock.sleeps.count == 3)
        await bench.shutdown()
    }

    @Test("within one session is let go after three attempts")
    func session() async throws {
        let bench = try await LoginBench()
        let peer = try await bench.listener.connect()
        try await peer.openSecurely(.implicit)
        // NUL, ada, NUL, a wrong password.
        #expect(try await peer.ask("AUTH PLAIN AGFkYQB3cm9uZzE=").hasPrefix("535"))
        #expect(try await peer.ask("AUTH PLAIN AGFkYQB3cm9uZzI=").hasPrefix("535"))
        #expect(try await peer.ask("AUTH PLAIN AGFkYQB3cm9uZzM=").hasPrefix("535"))
        #expect(try await peer.rest().hasPrefix("421 4.7.0"))
        await bench.shutdown()
    }
}
