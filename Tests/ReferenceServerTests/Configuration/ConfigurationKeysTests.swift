import Testing

@testable import ReferenceServer

@Suite("The table of keys")
struct ConfigurationKeysTests {
    @Test("Each key is read: a nonsense value is noticed", arguments: ConfigurationKeys.all)
    func everyKeyIsRead(path: String) throws {
        let problems = ConfigurationFixture.problems(Self.text(for: path, value: "[[x]]"))
        let wanted = path.split(separator: "[]").joined(separator: "[0]")
        #expect(problems.contains { $0.keyPath.hasPrefix(wanted) && $0.kind != .missingKey })
        #expect(problems.allSatisfy { $0.kind != .unknownKey && $0.kind != .syntax })
    }

    @Test("Each key may stand without a value or be missing in an entry", arguments: ConfigurationKeys.all)
    func everyKeyMayBeEmpty(path: String) {
        let problems = ConfigurationFixture.problems(Self.text(for: path, value: "~"))
        #expect(problems.allSatisfy { $0.kind == .missingKey })
    }

    @Test("The table has no key twice and knows where a name belongs")
    func table() {
        #expect(Set(ConfigurationKeys.all).count == ConfigurationKeys.all.count)
        #expect(ConfigurationKeys.path(endingIn: "trust-authenticated") == "dns.trust-authenticated")
        #expect(ConfigurationKeys.path(endingIn: "password-file") == nil)
        #expect(ConfigurationKeys.path(endingIn: "nothing") == nil)
    }

    /// A file with one key, as in `delivery: { relay: [{ host: VALUE }] }`.
    private static func text(for path: String, value: String) -> String {
        let parts = path.split(separator: ".").map { String($0) }
        var text = ""
        for (index, part) in parts.reversed().enumerated() {
            if index == 0 {
                text = "\(part): \(value)"
            } else if part.hasSuffix("[]") {
                text = "\(part.dropLast(2)): [{ \(text) }]"
            } else {
                text = "\(part): { \(text) }"
            }
        }
        return text + "\n"
    }
}
