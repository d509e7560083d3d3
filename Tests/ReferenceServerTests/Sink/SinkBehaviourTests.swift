import Foundation
import SMTPProtocol
import Testing

@testable import ReferenceServer

@Suite("A sink's behaviour")
struct SinkBehaviourTests {
    private func behaviour(_ text: String) throws -> SinkBehaviour {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("sink-\(UUID().uuidString).yaml").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try SinkBehaviour.read(path)
    }

    @Test("acts at every stage that the file names", arguments: SinkBehaviour.Stage.allCases)
    func stages(stage: SinkBehaviour.Stage) throws {
        let state = SinkState(behaviour: try behaviour("- { at: \(stage.rawValue), action: garble }\n")) { _ in }
        for other in SinkBehaviour.Stage.allCases {
            let acts = if case .garble? = state.effect(at: other, for: "x") { true } else { false }
            #expect(acts == (other == stage))
        }
    }

    @Test("is for the addresses that fit, and so often for each")
    func patternsAndTimes() throws {
        let rules = "- { at: recipient, match: \"*@slow.test\", reply: \"451 4.7.1 later\", times: 2 }\n"
        let state = SinkState(behaviour: try behaviour(rules)) { _ in }
        func isDeferred(_ address: String) -> Bool { state.effect(at: .recipient, for: address) != nil }
        #expect(
            [isDeferred("a@slow.test"), isDeferred("a@slow.test"), isDeferred("a@slow.test")] == [true, true, false])
        #expect(isDeferred("b@slow.test"))
        #expect(!isDeferred("a@fast.test"))
    }

    @Test("left to chance is the same for the same seed, and near what was asked for")
    func chance() throws {
        let rules = try behaviour("- { at: mail, reply: \"450 4.2.1 maybe\", chance: 0.25 }\n")
        func run(_ seed: UInt64) -> [Bool] {
            let state = SinkState(behaviour: rules, seed: seed) { _ in }
            return (0..<2_000).map { _ in state.effect(at: .mail, for: "") != nil }
        }
        #expect(run(7) == run(7))
        #expect(run(7) != run(8))
        #expect((400...600).contains(run(7).count { $0 }))
    }

    @Test(
        "of a wrong file is refused with the place",
        arguments: [
            "- { at: nowhere, action: drop }\n", "- { at: mail }\n", "- { at: mail, action: drop, reply: \"450 x\" }\n",
            "- { at: mail, action: drop, chance: 2 }\n", "- { at: mail, reply: \"hello\" }\n",
        ])
    func mistakes(text: String) {
        #expect(throws: CommandFailure.self) { try behaviour(text) }
    }
}
