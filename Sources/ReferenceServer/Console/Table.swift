/// A table for eyes: columns as wide as what stands in them, the last one free.
struct Table {
    private let header: [String]
    private var rows: [[String]] = []

    /// Makes an empty table.
    init(_ header: String...) { self.header = header }

    /// Adds a row with a cell for each column.
    mutating func add(_ cells: String...) { rows.append(cells.map(Console.printable)) }

    /// Whether there is no row.
    var isEmpty: Bool { rows.isEmpty }

    /// The table as text, a line each.
    var text: String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = row.indices.map { column in
                column == row.count - 1
                    ? row[column]
                    : row[column] + String(repeating: " ", count: max(0, widths[column] - row[column].count))
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
