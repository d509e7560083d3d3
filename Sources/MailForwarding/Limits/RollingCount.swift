/// A count over a span of time that moves on, in pieces: what is older than the span is forgotten piece by piece.
struct RollingCount: Hashable, Sendable {
    private let pieceLength: Int64
    private var pieces: [Int]
    /// The number of the newest piece since 1970.
    private var newest = Int64.min

    /// Makes a count of nothing.
    ///
    /// - Parameters:
    ///   - span: how long something counts, in seconds, at least as many as pieces.
    ///   - pieces: in how many pieces, at least 1.
    init(span: Int64, pieces: Int) {
        pieceLength = max(1, span / Int64(max(1, pieces)))
        self.pieces = Array(repeating: 0, count: max(1, pieces))
    }

    /// Adds to the count.
    mutating func add(_ count: Int, at now: Int64) {
        let piece = now / pieceLength
        // A clock that was set back adds to the newest piece.
        if piece > newest {
            let isFresh = newest == .min || piece - newest >= Int64(pieces.count)
            if isFresh {
                pieces = Array(repeating: 0, count: pieces.count)
            } else {
                for passed in (newest + 1)...piece { pieces[index(of: passed)] = 0 }
            }
            newest = piece
        }
        let place = index(of: newest)
        let (sum, isTooLarge) = pieces[place].addingReportingOverflow(max(0, count))
        pieces[place] = isTooLarge ? .max : sum
    }

    /// The count at a time.
    func sum(at now: Int64) -> Int {
        guard newest != .min else { return 0 }
        let piece = max(newest, now / pieceLength)
        let (age, isAncient) = piece.subtractingReportingOverflow(newest)
        guard !isAncient, age < Int64(pieces.count) else { return 0 }
        // The oldest pieces that the span has left behind do not count any more.
        var sum = 0
        for back in 0..<(Int64(pieces.count) - age) {
            let (next, isTooLarge) = sum.addingReportingOverflow(pieces[index(of: newest &- back)])
            if isTooLarge { return .max }
            sum = next
        }
        return sum
    }

    private func index(of piece: Int64) -> Int {
        let count = Int64(pieces.count)
        let rest = piece % count
        return Int(rest < 0 ? rest + count : rest)
    }
}
