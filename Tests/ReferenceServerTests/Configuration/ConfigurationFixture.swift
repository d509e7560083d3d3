import Testing

@testable import ReferenceServer

/// How the tests decode a text: as `waxwing.yaml` in `/etc/waxwing` on the machine mail.example.test.
enum ConfigurationFixture {
    /// Decodes a text.
    static func decode(
        _ text: String, machineName: String = "mail.example.test"
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        try ConfigurationLoader.decode(
            text: text, fileName: "waxwing.yaml", folder: "/etc/waxwing", machineName: machineName)
    }

    /// The problems of a text; none when it is accepted.
    static func problems(_ text: String, machineName: String = "mail.example.test") -> [ConfigurationProblem] {
        do {
            _ = try decode(text, machineName: machineName)
            return []
        } catch {
            return error.problems
        }
    }

    /// The problems of a text as they are printed.
    static func lines(_ text: String) -> [String] { problems(text).map { $0.description } }
}

/// A text and the lines that are printed for it.
struct MistakeCase: Sendable, CustomTestStringConvertible {
    /// The file.
    let text: String
    /// What is printed, without the name of the file.
    let expected: [String]

    init(_ text: String, _ expected: String...) {
        self.text = text
        self.expected = expected.map { "waxwing.yaml:\($0)" }
    }

    var testDescription: String { text }
}
