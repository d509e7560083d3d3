import Foundation
import Logging
import Testing

@testable import ReferenceServer

@Suite("The log for programs")
struct JSONLogTests {
    /// The members of a line whose details are texts.
    private struct Event: Decodable {
        var time: String
        var level: String
        var event: String
        var message: String
        var source: String
        var details: [String: String]
        var truncated: Bool?
    }

    private func event(_ line: String) throws -> Event {
        #expect(line.firstIndex { $0.isNewline } == nil)
        return try JSONDecoder().decode(Event.self, from: Data(line.utf8))
    }

    @Test("is an object a line, its details in a fixed order")
    func form() {
        let line = LogKeeper.line(.json, "A site does not answer; wait", ["site": "a", "id": "x", "age": "1"])
        #expect(
            line == #"{"time":"2026-11-23T05:48:58.405Z","level":"info","event":"a-site-does-not-answer","#
                + #""message":"A site does not answer; wait","source":"Tests","#
                + #""details":{"id":"x","age":"1","site":"a"}}"#)
    }

    @Test("has details also where there are none")
    func noDetails() throws {
        #expect(LogKeeper.line(.json, "accepted").hasSuffix(#","details":{}}"#))
    }

    @Test("escapes what would do something, and keeps it", arguments: HostileText.all)
    func hostileValues(value: HostileText) throws {
        let line = LogKeeper.line(.json, "accepted", ["detail": "\(value.text)"])
        #expect(line.hasSuffix(#""details":{"detail":\#(value.json)}}"#))
        #expect(try event(line).details == ["detail": value.text])
    }

    @Test("escapes it in sentences and names as well")
    func hostileSentence() throws {
        let event = try event(LogKeeper.line(.json, "said\n\"a\"", ["na\"me\n": "v"]))
        #expect(event.message == "said\n\"a\"")
        #expect(event.event == "said-a")
        #expect(event.details == ["na\"me\n": "v"])
    }

    @Test("keeps values within values, and writes as one text what lies very deep")
    func nested() throws {
        let line = LogKeeper.line(.json, "accepted", ["list": ["a\nb", ["k": "v"], []], "none": [:]])
        #expect(line.hasSuffix(#""details":{"list":["a\nb",{"k":"v"},[]],"none":{}}}"#))
        var deep: Logger.MetadataValue = "x"
        for _ in 0..<500 { deep = .array([deep]) }
        let object = try JSONSerialization.jsonObject(with: Data(LogKeeper.line(.json, "a", ["deep": deep]).utf8))
        #expect(object is [String: Any])
    }

    @Test("is bounded and can still be read", arguments: ["x", "\u{1B}", "\"", "é", "\u{E0041}"])
    func bound(character: String) throws {
        let long = String(repeating: character, count: 40_000)
        let one = LogKeeper.line(.json, "accepted", ["detail": "\(long)", "next": "n"])
        let event = try event(one)
        #expect(one.utf8.count <= 4_096 + 400)
        #expect(event.details["detail"]?.hasSuffix("…") == true)
        #expect(event.details["next"] == "n")
        #expect(event.truncated == true)
        let many = LogKeeper.line(
            .json, "\(long)", Dictionary(uniqueKeysWithValues: (0..<9).map { ("\($0)\(long)", "\(long)") }))
        #expect(many.utf8.count <= LogLimits.line)
        #expect(try self.event(many).truncated == true)
    }

    @Test("can be read wherever it is cut", arguments: 0..<200)
    func cut(limit: Int) throws {
        var values: [(name: String, value: Logger.MetadataValue)] = [
            ("a", "\u{1B}\u{1B}"), ("b", [["c": ["\"", "\\", "x"]], "\u{E0041}"]),
        ]
        for number in 0..<20 {
            let text = String(repeating: "é\"", count: number)
            values.append(("k\(number)", ["n": ["\(text)"]]))
        }
        var line = JSONLogLine(limit: 400 + limit)
        line.member("time", "t")
        line.object("details", values)
        let text = line.end()
        #expect(text.utf8.count <= 400 + limit)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(object?["truncated"] as? Bool == true)
        #expect(object?["time"] as? String == "t")
    }

    @Test("has the error of an event among its details")
    func error() throws {
        let keeper = LogKeeper()
        keeper.logger(.json).error("It failed", error: CommandFailure.negative("why"))
        #expect(try event(keeper.lines.joined()).details["error"]?.contains("why") == true)
    }
}
