import MailAddressing
import MailCryptography
import MailForwarding
import Testing

@testable import ReferenceServer

@Suite("The accounts of the directory for people", .timeLimit(.minutes(15)))
struct ControlServiceAccountsTests {
    private let fixture: DirectoryServiceFixture
    private let stored: String

    init() async throws {
        fixture = try await DirectoryServiceFixture()
        stored = try StoredPassword(settingPassword: Array("correct horse".utf8)).text
    }

    @Test("log in with the password whose stored form was given, and show nothing of it")
    func passwords() async throws {
        let edit = AccountEdit(role: "admin", password: .value(RedactedText(stored)))
        let added = try await fixture.answer(.addAccount("Bob@example.com", edit))
        #expect(added.account?.name == "bob@example.com" && added.account?.role == "admin")
        #expect(added.account?.hasPassword == true)
        let kept = fixture.directory.password(of: try Mailbox("bob@example.com"))
        #expect(kept?.text == stored)
        let answers = try DirectoryServiceFixture.json(added) + (try await fixture.shown())
        let salt = stored.split(separator: "$").last.map(String.init) ?? stored
        #expect(!answers.contains("scram") && !answers.contains(salt) && !answers.contains("correct horse"))
        #expect(fixture.log.allSatisfy { !$0.contains("scram") && !$0.contains(salt) })
        let without = try await fixture.answer(.changeAccount("BOB@example.com", AccountEdit(password: .nothing)))
        #expect(without.account?.hasPassword == false && without.account?.role == "admin")
        #expect(fixture.log.last?.contains("password=changed") == true)
    }

    @Test("are described without the password, in the question too")
    func redaction() throws {
        let edit = AccountEdit(password: .value(RedactedText(stored)))
        let request = DirectoryRequest.addAccount("bob@example.com", edit)
        var dumped = ""
        dump(request, to: &dumped)
        for text in ["\(request)", String(reflecting: request), dumped, "\(QueueRequest.directory(request))"] {
            #expect(!text.contains(stored) && !text.contains("scram"), "\(text)")
        }
        #expect(try DirectoryServiceFixture.json(RedactedText("a")) == "\"a\"")
    }

    @Test("have the limits that are said, and the standard ones else")
    func limits() async throws {
        var edit = AccountEdit(messagesPerHour: .value(5), messagesPerDay: .nothing)
        let added = try await fixture.answer(.addAccount("bob@example.com", edit)).account
        #expect(added?.messagesPerHour == 5 && added?.messagesPerDay == nil)
        #expect(added?.recipientsPerHour == AccountLimits.standard.recipientsPerHour)
        #expect(added?.recipientsPerDay == AccountLimits.standard.recipientsPerDay)
        edit = AccountEdit(isEnabled: false, messagesPerHour: .nothing, recipientsPerDay: .value(0))
        let changed = try await fixture.answer(.changeAccount("bob@example.com", edit)).account
        #expect(changed?.messagesPerHour == nil && changed?.recipientsPerDay == 0 && changed?.isEnabled == false)
        edit = AccountEdit(recipientsPerDay: .value(-1))
        #expect(try await fixture.problem(.changeAccount("bob@example.com", edit)).kind == .invalid)
    }

    @Test("are listed with what belongs to them, and removed without it")
    func lists() async throws {
        let edit = AliasEdit(targets: ["ada@example.net"], owner: .value("ada@example.net"))
        _ = try await fixture.answer(.addAlias("shop@example.org", edit))
        _ = try await fixture.answer(.changeDomain("example.org", DomainEdit(owner: .value("ada@example.net"))))
        let list = try #require(try await fixture.answer(.accounts).accounts)
        #expect(list.map(\.name) == ["ada@example.net"] && list.map(\.domains) == [1] && list.map(\.aliases) == [1])
        #expect(try await fixture.answer(.account("ADA@example.net")).account == list.first)
        let removal = try await fixture.answer(.removeAccounts(["ada@example.net", "eve@example.net"])).removal
        #expect(removal?.removed == ["ada@example.net"] && removal?.unknown == ["eve@example.net"])
        #expect(try await fixture.answer(.alias("shop@example.org")).alias?.owner == nil)
        #expect(try await fixture.problem(.account("ada@example.net")).kind == .unknown)
    }

    @Test("are refused with what is wrong, which is nothing of the password")
    func mistakes() async throws {
        let cases: [(String, AccountEdit, DirectoryProblem.Kind, String)] = [
            ("bob", AccountEdit(), .invalid, "the account: bob is no address"),
            ("\"a b\"@example.com", AccountEdit(), .invalid, "An account is named by an address without quotes"),
            ("bob@[192.0.2.1]", AccountEdit(), .invalid, "An account is named by an address"),
            ("ADA@example.net", AccountEdit(), .duplicate, "There is an account ada@example.net already"),
            ("bob@example.com", AccountEdit(role: "x"), .invalid, "the role: x is not known; accepted: admin, user"),
            (
                "bob@example.com", AccountEdit(password: .value(RedactedText("secret"))), .invalid,
                "the password: it is not the stored form"
            ),
        ]
        for (name, edit, kind, reason) in cases {
            let problem = try await fixture.problem(.addAccount(name, edit))
            #expect(problem.kind == kind && problem.reason.hasPrefix(reason), "\(problem.reason)")
            #expect(!problem.reason.contains("secret"))
        }
        #expect(fixture.directory.accounts(as: .administrator).count == 1)
    }
}
