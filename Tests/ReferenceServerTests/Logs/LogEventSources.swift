import DeliveryQueue
import Foundation

@testable import ReferenceServer

/// The events that the sources log, found by reading them.
struct LogEventSources {
    /// An event, where it is logged, and what is known of its details.
    struct Event: Hashable {
        var level: String
        var sentence: String
        var details: Set<String> = []
        var file: String

        var name: String { LogEventName.name(of: sentence) }
    }

    /// The package.
    static let package: URL = {
        // This file, Logs, ReferenceServerTests, Tests: what is left is the package.
        (0..<4).reduce(URL(fileURLWithPath: #filePath)) { path, _ in path.deletingLastPathComponent() }
    }()

    /// The sources as they are, read once.
    static let read = Result { try LogEventSources() }

    /// All events whose sentence can be read.
    private(set) var events: [Event] = []
    /// Calls whose sentence is no constant.
    private(set) var unread: [String] = []
    /// Files with functions that are told what to log; their callers are read where `passes` knows them.
    private(set) var passing: [String] = []

    private init() throws {
        let sources = Self.package.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(atPath: sources.path)
        while let file = files?.nextObject() as? String {
            guard file.hasSuffix(".swift") else { continue }
            let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
            read(text, of: file)
        }
    }

    private mutating func read(_ text: String, of file: String) {
        if text.contains(": Logger.Message") { passing.append(file) }
        let call = #/(?:ogger|[^A-Za-z]log)\??\.(trace|debug|info|notice|warning|error|critical)\(\s*/#
        for match in text.matches(of: call) {
            let call = Self.balanced(text[match.range.upperBound...])
            let level = String(match.1)
            guard let literal = call.prefixMatch(of: #/"((?:[^"\\]|\\.)*)"/#)?.1 else {
                // What to say was handed in: the callers say it.
                if !call.hasPrefix("event,") { unread.append("\(file): \(match.0)\(call)") }
                continue
            }
            let details = Set(call.matches(of: #/[\[,]\s*"(\w+)":/#).map { String($0.1) })
            for sentence in sentences(literal, text, file) {
                events.append(Event(level: level, sentence: sentence, details: details, file: file))
            }
        }
        guard file.contains("/Control/") else { return }
        // What `note`, `remove` and `change` of the control service are told to log.
        for match in text.matches(of: #/[^\w.](?:note|remove|change)\(\s*(?:\w+,\s*)?"([A-Z][^"\\]*)"/#) {
            events.append(Event(level: "notice", sentence: String(match.1), file: file))
        }
    }

    /// The sentences of a literal: itself, or where it is the raw value of an enumeration, those of its cases.
    private mutating func sentences(_ literal: Substring, _ text: String, _ file: String) -> [String] {
        guard literal.contains("\\(") else { return [String(literal)] }
        if literal.hasSuffix(".rawValue)") {
            if file.hasSuffix("/EventLog.swift") {
                return RecipientEvent.Kind.allCases.filter { $0 != .attemptBegan }.map(\.rawValue)
            }
            let cases = text.matches(of: #/case \w+ = "([A-Z][^"\\]*)"/#).map { String($0.1) }
            if !cases.isEmpty { return cases }
        }
        unread.append("\(file): \(literal)")
        return []
    }

    /// The text up to the parenthesis that ends it.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 1
        for (index, octet) in zip(text.utf8.indices, text.utf8) {
            if octet == UInt8(ascii: "(") { depth += 1 }
            if octet == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }
}

/// The events that `docs/log-events.md` lists.
struct LogEventList {
    /// A row of a table.
    struct Row: Hashable {
        var name: String
        var level: String
        var sentence: String
        var details: Set<String>
    }

    let rows: [Row]

    /// Reads the list.
    init() throws {
        let path = LogEventSources.package.appendingPathComponent("docs/log-events.md")
        rows = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard let match = line.wholeMatch(of: #/\| `([a-z0-9-]+)` \| (\w+) \| (.+) \| ?(.*) ?\|/#) else {
                return nil
            }
            let details = match.4.matches(of: #/`(\w+)`/#).map { String($0.1) }
            return Row(
                name: String(match.1), level: String(match.2), sentence: String(match.3), details: Set(details))
        }
    }
}
