import MailAddressing
import MailCryptography
import MailForwarding
import TestSupport

/// Changes of a directory, one after the other, from a seed: of few names, so that they meet.
struct RandomChanges {
    private var generator: SeededGenerator
    private let key: DomainKey
    private let password: StoredPassword

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        key = try DomainKey(
            selector: "s1", key: try PrivateKey(ed25519Seed: [UInt8](repeating: 7, count: 32)), creation: 5)
        password = try StoredPassword(
            settingPassword: Array("secret".utf8), iterations: 4_096,
            scrypt: ScryptParameters(costExponent: 4, blockSize: 1, parallelization: 1))
    }

    mutating func next() throws -> DirectoryChange {
        switch number(13) {
        case 0: return .putDomain(try domain())
        case 1: return .removeDomain(try name())
        case 2, 3, 4: return .putAlias(try alias())
        case 5: return .removeAlias(try address())
        case 6, 7: return .putRule(try rule())
        case 8: return .removeRule(try RuleIdentifier("\(number(5) + 1)"))
        case 9: return number(2) == 0 ? .putAccount(try account()) : .removeAccount(try address())
        case 10: return .putReverseAlias(try reverse())
        case 11:
            let counter: DirectoryCounter =
                number(2) == 0
                ? .rule(try RuleIdentifier("\(number(5) + 1)"))
                : .alias(try address(), AliasOutcome.allCases[number(4)])
            return .addCount(counter, UInt64(number(1_000)))
        default:
            return .putSetting(DirectorySetting.allCases[number(3)], (0..<number(9)).map { UInt8($0) })
        }
    }

    private mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }

    private mutating func name() throws -> DomainName { try DomainName(["a.example", "b.example"][number(2)]) }

    private mutating func address() throws -> Mailbox {
        try Mailbox("\(["ada", "bob", "zo\u{EB}", "o'hara"][number(4)])@\(try name())")
    }

    private mutating func targets() throws -> [Mailbox] {
        try (0...number(3)).map { try Mailbox("\($0)@elsewhere.test") }
    }

    private mutating func domain() throws -> ForwardingDomain {
        var domain = ForwardingDomain(
            try name(), owner: number(2) == 0 ? nil : try address(), keys: number(2) == 0 ? [] : [key],
            creation: Int64(number(100)))
        domain.isShared = number(2) == 0
        domain.state = DomainState.allCases[number(3)]
        domain.verification = number(2) == 0 ? nil : Int64(number(100))
        domain.catchAll = number(2) == 0 ? nil : CatchAll(targets: try targets(), isEnabled: number(2) == 0)
        domain.takesSubdomains = number(2) == 0
        domain.note = ["", "'; DROP TABLE domains; --", "two words"][number(3)]
        return domain
    }

    private mutating func alias() throws -> Alias {
        var alias = Alias(
            try address(), targets: try targets(), owner: number(2) == 0 ? nil : try address(),
            creation: Int64(number(100)))
        alias.isEnabled = number(2) == 0
        alias.disabledAnswer = DisabledAnswer.allCases[number(3)]
        alias.expiry = number(2) == 0 ? nil : .max
        alias.takesTags = number(2) == 0
        alias.presentation = PresentationPreference.allCases[number(3)]
        alias.displayName = number(2) == 0 ? nil : "Zo\u{EB} \"the\" first"
        alias.note = ["", "note"][number(2)]
        return alias
    }

    private mutating func rule() throws -> ForwardingRule {
        let conditions = [
            "always", "sender contains a'b", "sender equals eve@example.com", "sender domain example.com",
            "subject contains \"two words\"", "subject equals x", "size over 5MiB", "size under 10", "has attachments",
            "list-id news.example.com",
        ]
        let actions = [
            "forward to a@elsewhere.test,b@elsewhere.test", "redirect to a@elsewhere.test", "block", "block \"no\"",
            "discard",
        ]
        return try ForwardingRule(
            identifier: try RuleIdentifier("\(number(5) + 1)"),
            scope: number(2) == 0 ? .domain(try name()) : .alias(try address()), priority: Int32(number(3)) - 1,
            condition: try RuleCondition(conditions[number(conditions.count)]),
            action: try RuleAction(actions[number(actions.count)]), isEnabled: number(2) == 0, note: "")
    }

    private mutating func account() throws -> Account {
        var account = Account(
            try address(), role: AccountRole.allCases[number(2)], password: number(2) == 0 ? nil : password,
            limits: number(2) == 0 ? .standard : .unlimited, creation: Int64(number(100)))
        account.isEnabled = number(2) == 0
        return account
    }

    private mutating func reverse() throws -> ReverseAlias {
        // One address for each pair, as the directory has it.
        let (alias, who) = (try address(), number(4))
        return ReverseAlias(
            address: try Mailbox("reply+\(who).\(alias.localPart)@\(alias.host)"), alias: alias,
            correspondent: try Mailbox("Eve\(who)@example.com"), creation: Int64(number(100)))
    }
}
