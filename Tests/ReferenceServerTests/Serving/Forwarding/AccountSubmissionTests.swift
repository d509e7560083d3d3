import DeliveryQueue
import MailAddressing
import MailCryptography
import MailForwarding
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("What accounts of the directory may send")
struct AccountSubmissionTests {
    private static let message = "From: ada@example.org\r\nSubject: s\r\n\r\nb\r\n"

    @Test("An account sends as itself and as its aliases in use, in any case, and as nobody else")
    func senders() async throws {
        let fixture = try await fixture()
        try await fixture.alias("sales@example.org", to: "x@elsewhere.example") {
            $0.owner = try? Mailbox("ada@example.org")
        }
        try await fixture.alias("other@example.org", to: "x@elsewhere.example") {
            $0.owner = try? Mailbox("bob@example.org")
        }
        try await fixture.alias("off@example.org", to: "x@elsewhere.example") {
            $0.owner = try? Mailbox("ada@example.org")
            $0.isEnabled = false
        }
        fixture.logIn(as: "Ada@Example.org")
        for (sender, isAllowed) in [
            ("ada@example.org", true), ("ADA@example.org", true), ("", true), ("sales@example.org", true),
            ("other@example.org", false), ("off@example.org", false), ("bob@example.org", false),
            ("nobody@example.org", false), ("ada@elsewhere.example", false),
        ] {
            #expect(try (fixture.mail(from: sender) == nil) == isAllowed, "\(sender)")
        }
        #expect(try fixture.mail(from: "bob@example.org")?.code == 553)
    }

    @Test("Whoever has an account does not write as somebody else, whatever the envelope says")
    func authors() async throws {
        for (fields, code) in [
            ("From: Ada <ADA@example.org>", 250), ("From: bob@example.org", 550),
            ("From: ada@example.org, bob@example.org", 550),
            ("From: ada@example.org\r\nSender: bob@example.org", 550), ("From: not an address", 550),
            ("From: ada@example.org\r\nFrom: bob@example.org", 550), ("Subject: none", 550),
            ("From: g: bob@example.org;", 550), ("From: nobody:;", 550),
            ("From: ada@example.org\r\nno field here\r\nFrom: bob@example.org", 550),
            ("From: \"ada@example.org\" <bob@example.org>", 550),
        ] {
            let fixture = try await fixture()
            fixture.logIn(as: "ada@example.org")
            try fixture.mail(from: "ada@example.org")
            #expect(try await fixture.recipient("x@elsewhere.example") == nil)
            let reply = await fixture.send(fields + "\r\n\r\nb\r\n")
            #expect(reply.map { Int($0.code) } == code, "\(fields)")
            #expect(try await fixture.queued().count == (code == 250 ? 1 : 0))
        }
    }

    @Test("The limit of messages is told at MAIL, that of recipients at RCPT, with the number")
    func limits() async throws {
        let fixture = try await fixture(
            AccountLimits(messagesPerHour: 2, messagesPerDay: nil, recipientsPerHour: 3, recipientsPerDay: nil))
        fixture.logIn(as: "ada@example.org")
        try fixture.mail(from: "ada@example.org")
        for name in ["x", "y"] { #expect(try await fixture.recipient("\(name)@elsewhere.example") == nil) }
        #expect(await fixture.send(Self.message)?.code == 250)
        #expect(try fixture.mail(from: "ada@example.org") == nil)
        #expect(try await fixture.recipient("x@elsewhere.example") == nil)
        let over = try await fixture.recipient("y@elsewhere.example")
        #expect(over?.description.contains("3 recipients in an hour") == true)
        #expect(over?.code == 452)
        #expect(await fixture.send(Self.message)?.code == 250)
        let refused = try fixture.mail(from: "ada@example.org")
        #expect(refused?.code == 452)
        #expect(refused?.description.contains("2 messages in an hour") == true)
        #expect(try await fixture.queued().count == 2)
    }

    @Test("An account that is disabled while its client is there sends nothing more")
    func disabled() async throws {
        let fixture = try await fixture()
        fixture.logIn(as: "ada@example.org")
        #expect(try fixture.mail(from: "ada@example.org") == nil)
        try await fixture.directory.changeAccount(try Mailbox("ada@example.org"), as: .administrator) {
            $0.isEnabled = false
        }
        #expect(try fixture.mail(from: "ada@example.org")?.code == 550)
        #expect(try fixture.mail(from: "")?.code == 550)
    }

    @Test("An account that was removed loses its rights at once, at each step, and gets no others")
    func removed() async throws {
        let fixture = try await fixture()
        fixture.logIn(as: "ada@example.org")
        try fixture.mail(from: "ada@example.org")
        #expect(try await fixture.recipient("x@elsewhere.example") == nil)
        try await fixture.directory.removeAccount(try Mailbox("ada@example.org"), as: .administrator)
        #expect(try await fixture.recipient("y@elsewhere.example")?.code == 550)
        #expect(await fixture.send(Self.message)?.code == 550)
        #expect(try fixture.mail(from: "ada@example.org")?.code == 550)
        #expect(try fixture.mail(from: "")?.code == 550)
        #expect(try await fixture.queued().isEmpty)
    }

    @Test("Logins find accounts of the directory as they are at the time, and the configuration's before them")
    func logins() async throws {
        let fixture = try await fixture()
        let list = AccountList(
            [(try Mailbox("eve@example.org"), try Self.password("configured"))], directory: fixture.directory,
            decoySecret: [UInt8](repeating: 7, count: 32))
        let secret = Array("secret".utf8)
        #expect(try #require(await list.password(of: "ADA@example.org")).matches(secret))
        #expect(try #require(await list.password(of: "eve@example.org")).matches(Array("configured".utf8)))
        // Bob has no password.
        #expect(try !#require(await list.password(of: "bob@example.org")).matches(secret))
        try await fixture.directory.removeAccount(try Mailbox("ada@example.org"), as: .administrator)
        #expect(try !#require(await list.password(of: "ada@example.org")).matches(secret))
    }

    private func fixture(_ limits: AccountLimits = .standard) async throws -> ForwardingFixture {
        let fixture = try await ForwardingFixture()
        try await fixture.directory.addAccount(
            Account(
                try Mailbox("ada@example.org"), password: try Self.password("secret"), limits: limits,
                creation: ForwardingFixture.now), as: .administrator)
        try await fixture.directory.addAccount(
            Account(try Mailbox("bob@example.org"), creation: ForwardingFixture.now), as: .administrator)
        return fixture
    }

    private static func password(_ text: String) throws -> StoredPassword {
        try StoredPassword(
            settingPassword: Array(text.utf8), iterations: 4_096,
            scrypt: try ScryptParameters(costExponent: 10, blockSize: 8, parallelization: 1))
    }
}
