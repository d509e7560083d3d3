import MailAddressing
import MailForwarding
import Testing

@Suite struct AliasTests {
    @Test func anAliasIsFoundInAnyCaseAndWithATag() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("Shop@Example.ORG", to: "Ada@elsewhere.test", "bob@elsewhere.test")
        for text in ["shop@example.org", "SHOP@EXAMPLE.ORG", "shop+sale@example.org", "ShOp+a+b@example.org"] {
            #expect(try fixture.targets(text) == ["Ada@elsewhere.test", "bob@elsewhere.test"], "\(text)")
        }
        for text in ["shop@other.example", "shop@[192.0.2.1]", "shop@sub.example.org"] {
            #expect(try fixture.judge(text) == .elsewhere, "\(text)")
        }
        for text in ["shopp@example.org", "+shop@example.org", "sho+p@example.org"] {
            #expect(try fixture.judge(text) == .refused(.unknown), "\(text)")
        }
    }

    @Test func aTagMayBeRefusedAndAnExactNameGoesFirst() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("ada@example.org", to: "one@elsewhere.test") { $0.takesTags = false }
        try await fixture.alias("bob@example.org", to: "two@elsewhere.test")
        try await fixture.alias("bob+list@example.org", to: "three@elsewhere.test")
        #expect(try fixture.judge("ada+x@example.org") == .refused(.unknown))
        #expect(try fixture.targets("bob+x@example.org") == ["two@elsewhere.test"])
        #expect(try fixture.targets("bob+list@example.org") == ["three@elsewhere.test"])
        #expect(try fixture.targets("bob+list+x@example.org") == ["three@elsewhere.test"])
        guard case .accepted(let match) = try fixture.judge("bob+X@example.org"),
            case .alias(_, let tag) = match.kind
        else {
            Issue.record("not accepted")
            return
        }
        #expect(tag == "x")
    }

    @Test func aSecondAliasOfTheSameAddressIsRefused() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test")
        let kind = await failure { try await fixture.alias("SHOP@example.org", to: "bob@elsewhere.test") }
        #expect(kind == .duplicate)
        #expect(try fixture.targets("shop@example.org") == ["ada@elsewhere.test"])
    }

    @Test func anAliasNeedsItsDomain() async throws {
        let fixture = try await DirectoryFixture()
        #expect(await failure { try await fixture.alias("a@other.example", to: "ada@elsewhere.test") } == .unknown)
        #expect(await failure { try await fixture.alias("a@[192.0.2.1]", to: "ada@elsewhere.test") } == .invalid)
    }

    @Test(arguments: DisabledAnswer.allCases)
    func aDisabledAliasAnswersAsSet(_ answer: DisabledAnswer) async throws {
        let fixture = try await DirectoryFixture()
        let alias = try await fixture.alias("shop@example.org", to: "ada@elsewhere.test") {
            $0.isEnabled = false
            $0.disabledAnswer = answer
        }
        let expected: RecipientVerdict =
            switch answer {
            case .refuse: .refused(.disabledAlias(isTemporary: false))
            case .defer: .refused(.disabledAlias(isTemporary: true))
            case .discard: .discarded(alias)
            }
        #expect(try fixture.judge("shop@example.org") == expected)
        try await fixture.directory.changeAlias(alias.address, as: .administrator) { $0.isEnabled = true }
        #expect(try fixture.targets("shop@example.org") == ["ada@elsewhere.test"])
    }

    @Test func anAliasStopsAtItsExpiry() async throws {
        let fixture = try await DirectoryFixture()
        let end = DirectoryFixture.noon + 60
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test") { $0.expiry = end }
        #expect(try fixture.targets("shop@example.org", at: end - 1) != nil)
        #expect(try fixture.judge("shop@example.org", at: end) == .refused(.expiredAlias(isTemporary: false)))
    }

    @Test func aRemovedAliasIsUnknown() async throws {
        let fixture = try await DirectoryFixture()
        let alias = try await fixture.alias("shop@example.org", to: "ada@elsewhere.test")
        try await fixture.directory.removeAlias(alias.address, as: .administrator)
        #expect(try fixture.judge("shop@example.org") == .refused(.unknown))
        #expect(
            await failure { try await fixture.directory.removeAlias(alias.address, as: .administrator) } == .unknown)
    }

    @Test(arguments: [
        "ada@[127.0.0.1]", "ada@[IPv6:::1]", "\"ada lovelace\"@example.com", "ada@localhost", "\"a\\\"b\"@example.com",
    ])
    func whatMailCannotGoOnToIsNoTarget(_ target: String) async throws {
        let fixture = try await DirectoryFixture()
        #expect(await failure { try await fixture.alias("shop@example.org", to: target) } == .invalid)
        try await fixture.alias("shop@example.org", to: "ada@elsewhere.test")
        let target = try Mailbox(target)
        let kind = await failure {
            try await fixture.directory.changeAlias(try Mailbox("shop@example.org"), as: .administrator) {
                $0.targets = [target]
            }
        }
        #expect(kind == .invalid)
        let catchAll = await failure {
            try await fixture.directory.changeDomain(try DomainName("example.org"), as: .administrator) {
                $0.catchAll = CatchAll(targets: [target])
            }
        }
        #expect(catchAll == .invalid)
    }

    @Test func numbersOfTargetsAreBounded() async throws {
        let fixture = try await DirectoryFixture()
        let many = (0...Alias.maximumTargetCount).map { DirectoryFixture.address("a\($0)@elsewhere.test") }
        let twice = [many[0], DirectoryFixture.address("A0@elsewhere.test")]
        for targets in [[], many, twice] {
            let alias = Alias(DirectoryFixture.address("shop@example.org"), targets: targets, creation: 0)
            #expect(await failure { try await fixture.directory.addAlias(alias, as: .administrator) } == .invalid)
        }
    }

    @Test(arguments: [
        "reply+abc@example.org", "reply@example.org", "SRS0=abcd=AB=x=y@example.org", "srs1+a@example.org",
        "\"a b\"@example.org",
    ])
    func addressesOfTheServerItselfAreNoAliases(_ text: String) async throws {
        let fixture = try await DirectoryFixture()
        #expect(await failure { try await fixture.alias(text, to: "ada@elsewhere.test") } == .invalid)
    }

    @Test(arguments: ["a\nb", "a\rb", "a\0b", "\u{202E}evil", "a\u{2028}b", String(repeating: "x", count: 501)])
    func textsThatWouldDisturbAListAreRefused(_ text: String) async throws {
        let fixture = try await DirectoryFixture()
        #expect(
            await failure { try await fixture.alias("a@example.org", to: "b@elsewhere.test") { $0.note = text } }
                == .invalid)
        #expect(
            await failure {
                try await fixture.alias("a@example.org", to: "b@elsewhere.test") { $0.displayName = text }
            } == .invalid)
    }

    @Test func aliasesOfAliasesAreFollowed() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("ada@example.org", to: "ada@elsewhere.test")
        try await fixture.alias("bob@example.org", to: "bob@example.org", "bob@elsewhere.test")
        try await fixture.alias("all@example.org", to: "ada@example.org", "Bob@example.org", "ada@elsewhere.test")
        #expect(
            try fixture.targets("all@example.org") == [
                "ada@elsewhere.test", "bob@example.org", "bob@elsewhere.test",
            ])
        let ada = DirectoryFixture.address("ada@example.org")
        try await fixture.directory.changeAlias(ada, as: .administrator) { $0.isEnabled = false }
        try await fixture.alias("only@example.org", to: "ada@example.org")
        #expect(try fixture.judge("only@example.org") == .refused(.deadEnd))
    }

    @Test func anAliasThatWouldLeadToItselfIsRefused() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("a@example.org", to: "b@example.org")
        try await fixture.alias("b@example.org", to: "c@example.org")
        #expect(await failure { try await fixture.alias("c@example.org", to: "a@example.org") } == .invalid)
        try await fixture.alias("c@example.org", to: "c@elsewhere.test")
        let kind = await failure {
            try await fixture.directory.changeAlias(DirectoryFixture.address("c@example.org"), as: .administrator) {
                $0.targets = [DirectoryFixture.address("a@example.org")]
            }
        }
        #expect(kind == .invalid)
        #expect(try fixture.targets("a@example.org") == ["c@elsewhere.test"])
    }

    @Test func aliasesThatShareManyTargetsAreFollowedOnce() async throws {
        let fixture = try await DirectoryFixture()
        try await fixture.alias("t0@example.org", to: "end@elsewhere.test")
        for level in 1..<9 {
            for side in ["", "x"] {
                let below =
                    level == 1 ? ["t0@example.org"] : ["t\(level - 1)@example.org", "t\(level - 1)x@example.org"]
                let alias = Alias(
                    DirectoryFixture.address("t\(level)\(side)@example.org"),
                    targets: below.map(DirectoryFixture.address), creation: 0)
                try await fixture.directory.addAlias(alias, as: .administrator)
            }
        }
        #expect(try fixture.targets("t8@example.org") == ["end@elsewhere.test"])
    }
}
