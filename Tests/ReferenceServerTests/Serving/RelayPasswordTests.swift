import Testing

@testable import ReferenceServer

@Suite("A relay's password")
struct RelayPasswordTests {
    private static let entry = "{ host: \"192.0.2.1:587\", username: me, password-environment: RELAY_PASSWORD }"

    private func composer(_ environment: [String: String]) throws -> RouteComposer {
        let text = "delivery: { mode: relay, relay: [\(Self.entry)] }\n"
        let configuration = try ConfigurationFixture.decode(text).configuration
        return RouteComposer(configuration: configuration, environment: environment)
    }

    @Test("may be in a variable of the environment")
    func environment() throws {
        let route = try composer(["RELAY_PASSWORD": "secret\n"]).route()
        #expect(!"\(route)".contains("secret"))
    }

    @Test(
        "that is missing, empty or of several lines is told of without being shown", arguments: [nil, "", "a\nsecret"])
    func unusable(text: String?) throws {
        let composer = try composer(text.map { ["RELAY_PASSWORD": $0] } ?? [:])
        let failure = #expect(throws: CommandFailure.self) { try composer.route() }
        #expect(failure?.message.contains("RELAY_PASSWORD") == true)
        #expect(failure?.message.contains("secret") == false)
    }

    @Test(
        "is in one place, and beside a name",
        arguments: [
            ("username: me", "username: needs password-file or password-environment beside it"),
            ("password-environment: X", "password-environment: needs username beside it"),
            (
                "username: me, password-file: p, password-environment: X",
                "password-environment: stands beside password-file; accepted: one of them"
            ),
        ])
    func mistakes(keys: String, problem: String) {
        let text = "delivery: { mode: relay, relay: [{ host: \"192.0.2.1:587\", \(keys) }] }\n"
        let problems = ConfigurationFixture.problems(text).map(\.description)
        #expect(problems.count == 1 && problems.first?.hasSuffix(problem) == true, "\(problems)")
    }
}
