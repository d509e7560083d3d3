import Testing

@testable import ReferenceServer

@Suite("What the daemon says of itself")
struct ServeNoticeTests {
    static let notices: [ServeNotice] = [
        .remark("a\nb"), .readAgain, .waiting(["dns", "http"]), .unchanged("why"), .staying("why"),
        .handingOver("/bin/waxwing"),
        .stopping, .stopped,
    ]

    @Test("is one event in a log for programs", arguments: notices)
    func json(notice: ServeNotice) {
        let keeper = LogKeeper()
        notice.tell(in: .json, to: keeper.logger(.json)) { Issue.record("not in the log: \($0)") }
        #expect(keeper.lines.count == 1)
        #expect(keeper.lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") && !$0.contains("\n") })
    }

    @Test("is no event in a log for people, who get a line of its own", arguments: notices)
    func plain(notice: ServeNotice) {
        let keeper = LogKeeper()
        var lines: [String] = []
        notice.tell(in: .plain, to: keeper.logger(.plain)) { lines.append($0) }
        #expect(keeper.lines.isEmpty)
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { $0.hasPrefix("waxwing: ") || $0 == #"note: a\nb"# })
    }
}
