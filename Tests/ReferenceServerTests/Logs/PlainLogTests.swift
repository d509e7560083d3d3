import Logging
import Testing

@testable import ReferenceServer

@Suite("The log for people")
struct PlainLogTests {
    @Test("has time, level, sentence, and the details in a fixed order")
    func form() {
        let line = LogKeeper.line(
            .plain, "deferred",
            ["zone": "a", "next": "n", "to": "<b@b.test>", "age": "1", "id": "x", "reply": "451 no"])
        #expect(
            line == #"2026-11-23T05:48:58.405Z info deferred id=x to=<b@b.test> reply="451 no" next=n age=1 zone=a"#)
    }

    @Test("spells out what would do something", arguments: HostileText.all)
    func hostileValues(value: HostileText) {
        let line = LogKeeper.line(.plain, "accepted", ["detail": "\(value.text)"])
        #expect(line == "2026-11-23T05:48:58.405Z info accepted detail=\(value.plain)")
    }

    @Test("spells it out in sentences and names as well")
    func hostileSentence() {
        let line = LogKeeper.line(.plain, "said\n\u{1B}a \"b\"", ["na me\n": "v"])
        #expect(line == #"2026-11-23T05:48:58.405Z info said\n\u{1b}a "b" "na me\n"=v"#)
    }

    @Test("has values within values as one, on one line")
    func nested() {
        let line = LogKeeper.line(.plain, "accepted", ["list": ["a\nb", ["k": "v w"]]])
        #expect(!line.contains("\n"))
        #expect(line.contains(#" list=""#))
    }

    @Test("is bounded, and says where something was cut", arguments: ["x", "\u{1B}", "\"", "é", "\u{E0041}"])
    func bound(character: String) {
        let long = String(repeating: character, count: 40_000)
        let one = LogKeeper.line(.plain, "accepted", ["detail": "\(long)", "next": "n"])
        #expect(one.utf8.count <= 4_096 + 100)
        #expect(one.contains("…"))
        #expect(one.hasSuffix(" next=n"))
        let many = LogKeeper.line(
            .plain, "\(long)", Dictionary(uniqueKeysWithValues: (0..<9).map { ("k\($0)", "\(long)") }))
        #expect(many.utf8.count <= LogLimits.line)
        #expect(many.hasSuffix(" truncated=true"))
    }

    @Test("has what its logger always says, and nothing below its level")
    func levels() {
        let keeper = LogKeeper()
        var logger = keeper.logger(.plain, level: .notice)
        logger[metadataKey: "id"] = "x"
        logger.info("accepted")
        logger.notice("accepted", metadata: ["to": "y"])
        #expect(keeper.lines == ["2026-11-23T05:48:58.405Z notice accepted id=x to=y"])
    }
}
