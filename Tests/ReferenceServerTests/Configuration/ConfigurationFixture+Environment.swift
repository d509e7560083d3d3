@testable import ReferenceServer

extension ConfigurationFixture {
    /// Decodes a text with variables beside it.
    static func decode(
        _ text: String, environment: [String: String], machineName: String = "mail.example.test"
    ) throws(ConfigurationFailure) -> LoadedConfiguration {
        try ConfigurationLoader.decode(
            text: text, fileName: "waxwing.yaml", folder: "/etc/waxwing", environment: environment,
            machineName: machineName)
    }

    /// The problems of a text with variables beside it; none when it is accepted.
    static func problems(_ text: String, environment: [String: String]) -> [ConfigurationProblem] {
        do {
            _ = try decode(text, environment: environment)
            return []
        } catch {
            return error.problems
        }
    }
}
