import MailAddressing
import MailForwarding
import Testing

/// What is another's is not there.
@Suite struct OwnershipTests {
    @Test func aUserSeesOnlyItsOwn() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test", as: DirectoryFixture.ada)
        try await fixture.alias("info@example.net", to: "root@elsewhere.test")
        #expect(directory.domains(as: DirectoryFixture.ada).map(\.name.text) == ["example.org"])
        #expect(directory.domains(as: DirectoryFixture.bob).isEmpty)
        #expect(directory.domains(as: .administrator).map(\.name.text) == ["example.net", "example.org"])
        #expect(directory.aliases(as: DirectoryFixture.ada).map(\.address.description) == ["shop@example.org"])
        #expect(directory.aliases(as: DirectoryFixture.bob).isEmpty)
        #expect(directory.accounts(as: DirectoryFixture.bob).map(\.name.description) == ["bob@example.org"])
    }

    @Test func whatIsAnothersAnswersAsIfItWereNotThere() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        let bob = DirectoryFixture.bob
        let alias = try await fixture.alias("shop@example.org", to: "ada@elsewhere.test", as: DirectoryFixture.ada)
        let domain = try DomainName("example.org")
        let rule = try await directory.addRule(
            for: .domain(domain), when: .always, do: .discard, as: DirectoryFixture.ada)
        let ada = DirectoryFixture.address("ada@example.org")
        let operations: [() async throws -> Void] = [
            { _ = try directory.domain(domain, as: bob) },
            { try await directory.changeDomain(domain, as: bob) { $0.note = "mine" } },
            { try await directory.noteVerification(of: domain, isVerified: true, as: bob, at: 1) },
            { try await directory.removeDomain(domain, as: bob) },
            { try await fixture.alias("x@example.org", to: "bob@elsewhere.test", as: bob) },
            { _ = try directory.alias(alias.address, as: bob) },
            { try await directory.changeAlias(alias.address, as: bob) { $0.isEnabled = false } },
            { try await directory.removeAlias(alias.address, as: bob) },
            { try await directory.addRule(for: .alias(alias.address), when: .always, do: .discard, as: bob) },
            { try await directory.addRule(for: .domain(domain), when: .always, do: .discard, as: bob) },
            { try await directory.changeRule(rule.identifier, as: bob, isEnabled: false) },
            { try await directory.removeRule(rule.identifier, as: bob) },
            { try await directory.changeAccount(ada, as: bob) { $0.password = nil } },
        ]
        let before = directory.read { $0 }
        for (index, operation) in operations.enumerated() {
            #expect(await failure(operation) == .unknown, "operation \(index)")
        }
        #expect(directory.read { $0 } == before)
        #expect(directory.rules(as: bob).isEmpty)
    }

    @Test func accountsAreForAdministrators() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        let new = Account(DirectoryFixture.address("eve@example.org"), creation: 0)
        let bob = DirectoryFixture.address("bob@example.org")
        let operations: [() async throws -> Void] = [
            { try await directory.addAccount(new, as: DirectoryFixture.bob) },
            { try await directory.removeAccount(bob, as: DirectoryFixture.bob) },
            { try await directory.changeAccount(bob, as: DirectoryFixture.bob) { $0.role = .admin } },
            { try await directory.changeAccount(bob, as: DirectoryFixture.bob) { $0.limits = .unlimited } },
            { try await directory.changeAccount(bob, as: DirectoryFixture.bob) { $0.isEnabled = false } },
        ]
        for (index, operation) in operations.enumerated() {
            #expect(await failure(operation) == .notAllowed, "operation \(index)")
        }
    }

    @Test func aSharedDomainTakesAliasesOfOthersWhoSeeOnlyTheirs() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        try await directory.changeDomain(try DomainName("example.org"), as: .administrator) { $0.isShared = true }
        let alias = try await fixture.alias("bob@example.org", to: "bob@elsewhere.test", as: DirectoryFixture.bob)
        #expect(alias.owner == DirectoryFixture.address("bob@example.org"))
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test", as: DirectoryFixture.ada)
        #expect(directory.aliases(as: DirectoryFixture.bob).map(\.address.description) == ["bob@example.org"])
        // Whose the domain is sees all in it.
        #expect(directory.aliases(as: DirectoryFixture.ada).count == 2)
    }

    @Test func anAccountSendsAsItselfAndAsItsAliases() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test", as: DirectoryFixture.ada)
        try await fixture.alias("old@example.org", to: "ada@elsewhere.test", as: DirectoryFixture.ada) {
            $0.expiry = DirectoryFixture.noon
        }
        let name = DirectoryFixture.address("Ada@example.org")
        for (sender, isAllowed) in [
            ("ada@example.org", true), ("ADA@Example.org", true), ("shop@example.org", true),
            ("shop+news@example.org", true), ("old@example.org", false), ("bob@example.org", false),
            ("info@example.net", false), ("ada@example.net", false), ("eve@example.com", false),
        ] {
            let isSo = directory.mayAccount(name, sendAs: DirectoryFixture.address(sender), at: DirectoryFixture.noon)
            #expect(isSo == isAllowed, "\(sender)")
        }
        try await directory.changeAccount(name, as: .administrator) { $0.isEnabled = false }
        #expect(!directory.mayAccount(name, sendAs: name, at: 0))
        #expect(directory.password(of: name) == nil)
    }

    @Test func whatARemovedAccountHadBelongsToTheAdministrators() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test", as: DirectoryFixture.ada)
        try await directory.removeAccount(DirectoryFixture.address("ada@example.org"), as: .administrator)
        #expect(try directory.domain(DomainName("example.org"), as: .administrator).owner == nil)
        #expect(directory.domains(as: DirectoryFixture.ada).isEmpty)
        #expect(try fixture.targets("shop@example.org") == ["ada@elsewhere.test"])
    }

    @Test func anAliasInADomainThatIsNotVerifiedDivertsNothing() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        try await fixture.alias("shop@example.org", to: "victim@big.example", as: DirectoryFixture.ada)
        try await directory.addDomain(DomainName("big.example"), keys: [], as: DirectoryFixture.bob, at: 0)
        try await fixture.alias("victim@big.example", to: "bob@evil.test", as: DirectoryFixture.bob)
        #expect(try fixture.targets("shop@example.org") == ["victim@big.example"])
        let (bob, victim) = (
            DirectoryFixture.address("bob@example.org"), DirectoryFixture.address("victim@big.example")
        )
        #expect(!directory.mayAccount(bob, sendAs: victim, at: 0))
        // Nor is it called verified by who it belongs to, in one step or two.
        let name = try DomainName("big.example")
        for edit in [{ $0.verification = 1 }, { $0.state = .verified }] as [@Sendable (inout ForwardingDomain) -> Void]
        {
            #expect(
                await failure { try await directory.changeDomain(name, as: DirectoryFixture.bob, edit) } == .notAllowed)
        }
    }

    @Test(arguments: ["postmaster", "admin", "hostmaster", "webmaster", "security"])
    func namesThatOthersTrustAreForWhoseTheDomainIs(_ name: String) async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.directory.changeDomain(try DomainName("example.org"), as: .administrator) {
            $0.isShared = true
        }
        let kind = await failure {
            try await fixture.alias("\(name)@example.org", to: "bob@elsewhere.test", as: DirectoryFixture.bob)
        }
        #expect(kind == .notAllowed)
        try await fixture.alias("\(name)@example.org", to: "ada@elsewhere.test", as: DirectoryFixture.ada)
    }
}
