import Foundation
import Testing

/// What a machine does in one state when one thing happens.
struct StateRow: Hashable, Sendable {
    var state: String
    var event: String
    /// What the machine does, or `-` for nothing.
    var steps: String
    /// Where it then stands, or `=` where it stands as before.
    var next: String

    var cells: [String] { [state, event, steps, next] }

    /// Whether another row is of the same state and event.
    func isOfSameCase(as other: StateRow) -> Bool { state == other.state && event == other.event }
}

/// A table of every state and every event, kept in `Vectors` as text for eyes: a row each, in columns.
///
/// `WAXWING_WRITE_TABLES=1` in the environment has it written anew from what the machines do.
struct StateTable {
    /// Whether tables are written rather than compared.
    static var isWriting: Bool { ProcessInfo.processInfo.environment["WAXWING_WRITE_TABLES"] == "1" }

    /// A part of the table, under a title.
    struct Section: Equatable {
        var title: String
        var rows: [StateRow] = []
    }

    var sections: [Section]

    private static let header = ["state", "event", "steps", "next state"]
    private static let separator = " | "

    /// The text of the file: columns as wide as their widest cell, an empty line between states.
    func text(under remark: String) -> String {
        let rows = [Self.header] + sections.flatMap(\.rows).map(\.cells)
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
            return (padded + [cells[3]]).joined(separator: Self.separator)
        }
        var lines = remark.components(separatedBy: "\n").map { $0.isEmpty ? "#" : "# \($0)" }
        for section in sections {
            lines += ["", "## \(section.title)", "", line(Self.header)]
            var state: String?
            for row in section.rows {
                if row.state != state { lines.append("") }
                state = row.state
                lines.append(line(row.cells))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads a file's text; what is no row of four cells is passed over.
    init(parsing text: String) {
        sections = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { sections.append(Section(title: String(line.dropFirst(3)))) }
            let cells = line.components(separatedBy: Self.separator).map { $0.trimmingCharacters(in: .whitespaces) }
            guard !line.hasPrefix("#"), cells.count == 4, cells != Self.header, !sections.isEmpty else { continue }
            let row = StateRow(state: cells[0], event: cells[1], steps: cells[2], next: cells[3])
            sections[sections.count - 1].rows.append(row)
        }
    }

    init(sections: [Section]) { self.sections = sections }

    /// The rows of a state in a section.
    func rows(of state: String, in title: String) -> [StateRow] {
        sections.first { $0.title == title }?.rows.filter { $0.state == state } ?? []
    }
}

/// A file with a table.
struct StateTableFile {
    let name: String

    private var url: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Vectors").appendingPathComponent(name)
    }

    func read() throws -> String { try String(contentsOf: url, encoding: .utf8) }

    func write(_ text: String) throws { try text.write(to: url, atomically: true, encoding: .utf8) }
}

/// Compares what a machine does in one state with the rows of the file.
func compare(
    _ actual: [StateRow], with expected: [StateRow], in file: StateTableFile,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    func words(_ row: StateRow?) -> String { row.map { $0.cells.joined(separator: " | ") } ?? "no such row" }
    for row in actual {
        let wanted = expected.first { $0.isOfSameCase(as: row) }
        #expect(
            row == wanted, "\(file.name) has: \(words(wanted)), the machine does: \(words(row))",
            sourceLocation: sourceLocation)
    }
    for row in expected where !actual.contains(where: { $0.isOfSameCase(as: row) }) {
        Issue.record("\(file.name) has a row of no state and event: \(words(row))", sourceLocation: sourceLocation)
    }
}

/// Compares a whole file with what it has to be, or writes it.
func compareOrWrite(
    _ table: StateTable, under remark: String, in file: StateTableFile,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let text = table.text(under: remark)
    if StateTable.isWriting { return try file.write(text) }
    let written = try file.read()
    guard written != text else { return }
    let (old, new) = (written.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    let index = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
    func line(_ lines: [String]) -> String { index < lines.count ? lines[index] : "the end" }
    Issue.record(
        "Vectors/\(file.name):\(index + 1): has \"\(line(old))\", would be \"\(line(new))\"",
        sourceLocation: sourceLocation)
}
