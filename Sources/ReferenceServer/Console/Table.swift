/// A table for eyes: columns as wide as what stands in them, the last one free.
struct Table {
    /// The header until it was given out, and the rows that were not.
    private var rows: [[String]]
    /// How wide each column is; it never becomes less.
    private var widths: [Int]
    /// How wide a column becomes at most, in characters: a longer cell makes its own row longer and no other.
    static let maximumWidth = 100

    /// Makes an empty table.
    init(_ header: String...) { self.init(header) }

    /// Makes an empty table whose columns are not known before.
    init(_ header: [String]) {
        rows = [header]
        widths = header.map { _ in 0 }
    }

    /// Adds a row with a cell for each column.
    mutating func add(_ cells: String...) { add(cells) }

    /// Adds a row with a cell for each column.
    mutating func add(_ cells: [String]) { rows.append(cells.map(Console.printable)) }

    /// A text that a stranger chose, cut with an ellipsis where it is longer than a column becomes.
    ///
    /// It counts scalars: a single character may be as long as somebody likes.
    static func cut(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let isShort = scalars.index(scalars.startIndex, offsetBy: maximumWidth + 1, limitedBy: scalars.endIndex) == nil
        return isShort ? text : String(scalars.prefix(maximumWidth - 1)) + "\u{2026}"
    }

    /// The table as text, a line each.
    var text: String {
        var whole = self
        return whole.takeText()
    }

    /// The lines that were not given out before; the rows are forgotten then.
    mutating func takeText() -> String {
        for row in rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], min(cell.count, Self.maximumWidth))
            }
        }
        defer { rows = [] }
        return rows.map { [widths] row in
            let cells = row.indices.map { column in
                column == row.count - 1
                    ? row[column]
                    : row[column] + String(repeating: " ", count: max(0, widths[column] - row[column].count))
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
