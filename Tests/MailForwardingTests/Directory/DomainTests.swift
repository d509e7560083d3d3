import MailAddressing
import MailCryptography
import MailForwarding
import Testing

@Suite struct DomainTests {
    @Test func aDomainIsPendingUntilItsRecordsAreFound() async throws {
        let fixture = try await DirectoryFixture()
        let name = try DomainName("new.example")
        let domain = try await fixture.directory.addDomain(name, keys: [], as: DirectoryFixture.ada, at: 7)
        #expect(domain.state == .pending && domain.verification == nil && domain.creation == 7)
        #expect(domain.owner == DirectoryFixture.address("ada@example.org"))
        try await fixture.alias("shop@new.example", to: "ada@elsewhere.test", as: DirectoryFixture.ada)
        #expect(try fixture.judge("shop@new.example") == .refused(.unverifiedDomain))
        #expect(RecipientRefusal.unverifiedDomain.isTemporary)

        let unchanged = try await fixture.directory.noteVerification(
            of: name, isVerified: false, as: DirectoryFixture.ada, at: 8)
        #expect(unchanged.state == .pending)
        let verified = try await fixture.directory.noteVerification(
            of: name, isVerified: true, as: DirectoryFixture.ada, at: 9)
        #expect(verified.state == .verified && verified.verification == 9)
        #expect(try fixture.targets("shop@new.example") == ["ada@elsewhere.test"])
    }

    @Test func aDomainOnceVerifiedStaysSoWhenItsRecordsAreNotFound() async throws {
        let fixture = try await DirectoryFixture()
        let domain = try await fixture.directory.noteVerification(
            of: DomainName("example.org"), isVerified: false, as: .administrator, at: 9)
        #expect(domain.state == .verified)
    }

    @Test func aSecondDomainOfTheSameNameIsRefused() async throws {
        let fixture = try await DirectoryFixture()
        for actor in [DirectoryActor.administrator, DirectoryFixture.ada, DirectoryFixture.bob] {
            let kind = await failure {
                try await fixture.directory.addDomain(DomainName("EXAMPLE.org"), keys: [], as: actor, at: 0)
            }
            #expect(kind == .duplicate)
        }
    }

    @Test(arguments: ["org", "_dmarc.example.com", "192.0.2.1"])
    func whatMailIsNotAddressedToIsNoDomain(_ text: String) async throws {
        let fixture = try await DirectoryFixture()
        let kind = await failure {
            try await fixture.directory.addDomain(DomainName(text), keys: [], as: .administrator, at: 0)
        }
        #expect(kind == .invalid)
    }

    @Test func aDisabledDomainTakesNoMailAndTheVerificationDoesNotEnableIt() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test")
        let name = try DomainName("example.org")
        try await fixture.directory.changeDomain(name, as: DirectoryFixture.ada) { $0.state = .disabled }
        #expect(try fixture.judge("shop@example.org") == .refused(.disabledDomain))
        try await fixture.directory.noteVerification(of: name, isVerified: true, as: .administrator, at: 9)
        #expect(try fixture.judge("shop@example.org") == .refused(.disabledDomain))
        #expect(!RecipientRefusal.disabledDomain.isTemporary)
    }

    @Test func aRemovedDomainTakesAllOfItsOwnAlong() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test")
        try await fixture.alias("kept@example.net", to: "ada@elsewhere.test")
        let domain = try DomainName("example.org")
        try await directory.addRule(for: .domain(domain), when: .always, do: .discard, as: .administrator)
        let reverse = try await directory.reverseAlias(
            for: DirectoryFixture.address("eve@example.com"), of: DirectoryFixture.address("shop@example.org"),
            token: [UInt8](repeating: 1, count: 16), at: 0)
        #expect(try await directory.removeDomain(domain, as: DirectoryFixture.ada) == 1)
        #expect(try fixture.judge("shop@example.org") == .elsewhere)
        #expect(directory.reverseAlias(at: reverse.address) == nil)
        #expect(directory.rules(as: .administrator).isEmpty)
        #expect(directory.aliases(as: .administrator).map(\.address.description) == ["kept@example.net"])
        // What was kept says the same.
        let reopened = try await MailDirectory.open(fixture.store)
        #expect(reopened.read { $0 } == directory.read { $0 })
    }

    @Test func aUserMayNotGiveAwayShareOrVerify() async throws {
        let fixture = try await DirectoryFixture()
        let name = try DomainName("new.example")
        try await fixture.directory.addDomain(name, keys: [], as: DirectoryFixture.ada, at: 7)
        let edits: [@Sendable (inout ForwardingDomain) -> Void] = [
            { $0.owner = nil }, { $0.isShared = true }, { $0.state = .verified },
        ]
        for edit in edits {
            let kind = await failure {
                try await fixture.directory.changeDomain(name, as: DirectoryFixture.ada, edit)
            }
            #expect(kind == .notAllowed)
        }
    }

    @Test func keysHaveSelectorsOfTheirOwn() async throws {
        let fixture = try await DirectoryFixture()
        let key = try PrivateKey.generate(.ed25519)
        let keys = try ["s1", "S1"].map { try DomainKey(selector: $0, key: key, creation: 0) }
        let kind = await failure {
            try await fixture.directory.addDomain(
                DomainName("new.example"), keys: keys, as: .administrator, at: 0)
        }
        #expect(kind == .invalid)
        for selector in ["", "a b", "-", "a\"b", "a..b", String(repeating: "a", count: 64)] {
            let key = try DomainKey(selector: selector, key: key, creation: 0)
            let kind = await failure {
                try await fixture.directory.addDomain(
                    DomainName("new.example"), keys: [key], as: .administrator, at: 0)
            }
            #expect(kind == .invalid, "\(selector)")
        }
        #expect(!"\(keys[0])".contains("PRIVATE") && !String(reflecting: keys[0]).contains("PRIVATE"))
    }

    @Test func limitsOfDomainsHold() async throws {
        var limits = DirectoryLimits()
        limits.domainsPerUser = 2
        limits.domains = 4
        let fixture = try await DirectoryFixture(limits: limits)
        let directory = fixture.directory
        try await directory.addDomain(DomainName("a.example"), keys: [], as: DirectoryFixture.ada, at: 0)
        let second = await failure {
            try await directory.addDomain(DomainName("b.example"), keys: [], as: DirectoryFixture.ada, at: 0)
        }
        #expect(second == .notAllowed)
        try await directory.addDomain(DomainName("c.example"), keys: [], as: .administrator, at: 0)
        let fifth = await failure {
            try await directory.addDomain(DomainName("d.example"), keys: [], as: .administrator, at: 0)
        }
        #expect(fifth == .notAllowed)
    }
}
