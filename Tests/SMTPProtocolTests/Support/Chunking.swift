import TestSupport

/// The octets of a text.
func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

/// The ways in which octets come from a connection: all at once, one by one, cut at random.
enum Chunking: Hashable, Sendable {
    case whole
    case single
    case random(seed: UInt64)

    /// Those that every parser is fed with.
    static let all: [Chunking] = [.whole, .single, .random(seed: 1), .random(seed: 2), .random(seed: 3)]

    /// The octets cut in this way; joined they are the same again.
    func chunks(of octets: [UInt8]) -> [[UInt8]] {
        switch self {
        case .whole: return [octets]
        case .single: return octets.map { [$0] }
        case .random(let seed):
            var generator = SeededGenerator(seed: seed)
            var chunks: [[UInt8]] = []
            var start = 0
            while start < octets.count {
                let end = min(octets.count, start + Int.random(in: 1...17, using: &generator))
                chunks.append(Array(octets[start..<end]))
                start = end
            }
            return chunks
        }
    }
}

extension [UInt8] {
    /// Whether these octets stand somewhere inside, in this order.
    func holds(_ sequence: [UInt8]) -> Bool {
        guard !sequence.isEmpty, sequence.count <= count else { return false }
        return (0...(count - sequence.count)).contains { start in
            self[start..<(start + sequence.count)].elementsEqual(sequence)
        }
    }
}
