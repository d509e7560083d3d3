import DeliveryQueue
import Logging
import NIOConcurrencyHelpers
import Testing

@testable import ReferenceServer

/// The lines that a handler writes, at a time that stands still: 2026-11-23T05:48:58.405Z.
final class LogKeeper: Sendable {
    private struct StillClock: QueueClock {
        func now() -> WallTime { WallTime(milliseconds: 1_795_412_938_405) }
        func sleep(until moment: WallTime) async throws {}
    }

    private let kept = NIOLockedValueBox<[String]>([])

    /// What was written.
    var lines: [String] { kept.withLockedValue { $0 } }

    /// A logger in a format.
    func logger(_ format: LogFormat, level: Logger.Level = .trace) -> Logger {
        let kept = kept
        let write: @Sendable (String) -> Void = { line in kept.withLockedValue { $0.append(line) } }
        return Logger(label: "test") { _ in
            LineLogHandler(format, level: level, clock: StillClock(), write: write)
        }
    }

    /// The only line that an event makes.
    static func line(
        _ format: LogFormat, _ message: Logger.Message, _ metadata: Logger.Metadata? = nil
    ) -> String {
        let keeper = LogKeeper()
        keeper.logger(format).info(message, metadata: metadata, source: "Tests")
        return keeper.lines.joined(separator: "<another line>")
    }
}

/// Texts that would do something in a log, and how each of its characters is written.
struct HostileText: Sendable, CustomTestStringConvertible {
    let text: String
    let plain: String
    let json: String

    var testDescription: String { plain }

    static let all = [
        HostileText(text: "a\nb", plain: #""a\nb""#, json: #""a\nb""#),
        HostileText(text: "a\r\nb", plain: #""a\r\nb""#, json: #""a\r\nb""#),
        HostileText(text: "a\tb", plain: #""a\tb""#, json: #""a\tb""#),
        HostileText(text: "a\u{1B}[2Jb", plain: #""a\u{1b}[2Jb""#, json: #""a\u001b[2Jb""#),
        HostileText(text: "a\u{0}b", plain: #""a\u{0}b""#, json: #""a\u0000b""#),
        HostileText(text: "a\u{7F}b", plain: #""a\u{7f}b""#, json: #""a\u007fb""#),
        HostileText(text: "a\u{9B}b", plain: #""a\u{9b}b""#, json: #""a\u009bb""#),
        HostileText(text: "a\u{2028}b", plain: #""a\u{2028}b""#, json: #""a\u2028b""#),
        HostileText(text: "a\u{2029}b", plain: #""a\u{2029}b""#, json: #""a\u2029b""#),
        HostileText(text: "a\u{202E}b", plain: #""a\u{202e}b""#, json: #""a\u202eb""#),
        HostileText(text: "a\u{2066}b", plain: #""a\u{2066}b""#, json: #""a\u2066b""#),
        HostileText(text: "a\u{FEFF}b", plain: #""a\u{feff}b""#, json: #""a\ufeffb""#),
        HostileText(text: "a\u{E0041}b", plain: #""a\u{e0041}b""#, json: #""a\udb40\udc41b""#),
        HostileText(text: #"a"b"#, plain: #""a\"b""#, json: #""a\"b""#),
        HostileText(text: #"a\b c"#, plain: #""a\\b c""#, json: #""a\\b c""#),
        HostileText(text: #"a\nb"#, plain: #"a\nb"#, json: #""a\\nb""#),
        HostileText(
            text: #"x" level=error to="y"#, plain: #""x\" level=error to=\"y""#, json: #""x\" level=error to=\"y""#),
        HostileText(text: "x\u{A0}to=y", plain: "\"x\u{A0}to=y\"", json: "\"x\u{A0}to=y\""),
        HostileText(text: "", plain: #""""#, json: #""""#),
        HostileText(text: "Zoë東京👩‍👩‍👧", plain: "Zoë東京👩‍👩‍👧", json: "\"Zoë東京👩‍👩‍👧\""),
        HostileText(
            text: String(decoding: [0x61, 0xED, 0xA0, 0x80, 0xFF], as: UTF8.self),
            plain: "a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}",
            json: "\"a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\""),
    ]
}
