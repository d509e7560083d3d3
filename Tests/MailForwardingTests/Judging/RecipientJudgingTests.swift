import MailAddressing
import MailForwarding
import Testing

@Suite struct RecipientJudgingTests {
    @Test func theCatchAllTakesWhatNoAliasDoes() async throws {
        let fixture = try await DirectoryFixture()
        let domain = try DomainName("example.org")
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test")
        #expect(try fixture.judge("any@example.org") == .refused(.unknown))
        try await fixture.directory.changeDomain(domain, as: .administrator) {
            $0.catchAll = CatchAll(targets: [DirectoryFixture.address("all@elsewhere.test")])
        }
        #expect(try fixture.targets("any@example.org") == ["all@elsewhere.test"])
        #expect(try fixture.targets("shop@example.org") == ["ada@elsewhere.test"])
        // An alias that is not in use is not caught.
        try await fixture.directory.changeAlias(DirectoryFixture.address("shop@example.org"), as: .administrator) {
            $0.isEnabled = false
        }
        #expect(try fixture.judge("shop@example.org") == .refused(.disabledAlias(isTemporary: false)))
        try await fixture.directory.changeDomain(domain, as: .administrator) { $0.catchAll?.isEnabled = false }
        #expect(try fixture.judge("any@example.org") == .refused(.unknown))
    }

    @Test(arguments: [DomainState.pending, .verified, .disabled])
    func thePostmasterIsAlwaysReached(_ state: DomainState) async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.directory.changeDomain(try DomainName("example.org"), as: .administrator) {
            $0.state = state
        }
        for text in ["postmaster@example.org", "PostMaster@EXAMPLE.org"] {
            #expect(try fixture.targets(text) == ["root@example.net"])
        }
        try await fixture.alias("postmaster@example.org", to: "ada@elsewhere.test")
        // An alias counts only in a domain that has shown that it is ours.
        let chosen = state == .verified ? "ada@elsewhere.test" : "root@example.net"
        #expect(try fixture.targets("Postmaster@example.org") == [chosen])
        try await fixture.directory.changeAlias(
            DirectoryFixture.address("postmaster@example.org"), as: .administrator
        ) { $0.isEnabled = false }
        #expect(try fixture.targets("Postmaster@example.org") == ["root@example.net"])
    }

    @Test func theConfiguredPostmasterGoesBeforeTheAdministrators() async throws {
        let fixture = try await DirectoryFixture()
        let chosen = DirectoryFixture.address("help@elsewhere.test")
        let verdict = fixture.directory.judge(
            DirectoryFixture.address("postmaster@example.org"), postmasters: [chosen], at: 0)
        guard case .accepted(let match) = verdict else {
            Issue.record("not accepted")
            return
        }
        #expect(match.targets == [chosen] && match.kind == .postmaster)
    }

    @Test func withoutAnybodyThePostmasterIsRefusedForNow() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.directory.removeAccount(DirectoryFixture.address("root@example.net"), as: .administrator)
        #expect(try fixture.judge("postmaster@example.org") == .refused(.noPostmaster))
        #expect(RecipientRefusal.noPostmaster.isTemporary)
    }

    @Test func namesBelowADomainStandForAliasesWhereTheyMay() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("ada@example.org", to: "ada@elsewhere.test") { $0.takesTags = false }
        #expect(try fixture.judge("shop@ada.example.org") == .elsewhere)
        try await fixture.directory.changeDomain(try DomainName("example.org"), as: .administrator) {
            $0.takesSubdomains = true
        }
        #expect(try fixture.targets("shop@ada.example.org") == ["ada@elsewhere.test"])
        #expect(try fixture.targets("Shop+x@ADA.example.org") == ["ada@elsewhere.test"])
        #expect(try fixture.judge("shop@bob.example.org") == .refused(.unknown))
        #expect(try fixture.judge("shop@deep.ada.example.org") == .elsewhere)
        // A domain that is there itself goes first.
        try await fixture.add("ada.example.org")
        #expect(try fixture.judge("shop@ada.example.org") == .refused(.unknown))
    }

    @Test func anAliasOfADisabledAccountIsNotInUse() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test", as: DirectoryFixture.ada)
        try await fixture.directory.changeAccount(DirectoryFixture.address("ada@example.org"), as: .administrator) {
            $0.isEnabled = false
        }
        #expect(try fixture.judge("shop@example.org") == .refused(.disabledAlias(isTemporary: false)))
    }

    @Test func aCorrespondentHasOneAddressForEachAlias() async throws {
        let fixture = try await DirectoryFixture()
        let directory = fixture.directory
        let shop = try await fixture.alias("shop@example.org", to: "ada@elsewhere.test").address
        let news = try await fixture.alias("news@example.org", to: "ada@elsewhere.test").address
        let eve = DirectoryFixture.address("Eve@example.com")
        let first = try await directory.reverseAlias(
            for: eve, of: shop, token: [UInt8](repeating: 3, count: 16), at: 1)
        #expect(first.address.description == "reply+dddddddddddddddd@example.org")
        let again = try await directory.reverseAlias(
            for: DirectoryFixture.address("eve@example.com"), of: shop, token: [UInt8](repeating: 4, count: 16), at: 2)
        #expect(again == first)
        let other = try await directory.reverseAlias(
            for: eve, of: news, token: [UInt8](repeating: 5, count: 16), at: 3)
        #expect(other.address != first.address)
        #expect(try fixture.judge("REPLY+dddddddddddddddd@example.org") == .reverse(first))
        #expect(try fixture.judge("reply+zzzzzzzzzzzzzzzz@example.org") == .refused(.unknown))
        let taken = await failure {
            try await directory.reverseAlias(
                for: DirectoryFixture.address("mallory@example.com"), of: shop,
                token: [UInt8](repeating: 3, count: 16), at: 1)
        }
        #expect(taken == .invalid)
    }

    @Test func correspondentsOfAnAliasAreBounded() async throws {
        var limits = DirectoryLimits()
        limits.reverseAliasesPerAlias = 1
        let fixture = try await DirectoryFixture(limits: limits)
        let shop = try await fixture.alias("shop@example.org", to: "ada@elsewhere.test").address
        for (name, expected) in [("a@example.com", DirectoryError.Kind?.none), ("b@example.com", .notAllowed)] {
            let kind = await failure {
                try await fixture.directory.reverseAlias(
                    for: DirectoryFixture.address(name), of: shop, token: Array(name.utf8) + Array(name.utf8), at: 0)
            }
            #expect(kind == expected)
        }
    }
}
