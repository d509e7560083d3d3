import NIOCore

/// The octets of a message on their way to a filter, a piece at a time, so that no large message is in memory whole.
///
/// It may be read several times, each time from the beginning.
struct MessagePieces: AsyncSequence, Sendable {
    /// A run of octets; complete, as these are the places where a message lies.
    enum Part: Sendable {
        /// In memory.
        case octets([UInt8])
        /// In a store: how many there are, and what reads some of them, at least one, from an offset before their end.
        case stored(size: Int, read: @Sendable (_ offset: Int) async throws -> [UInt8])

        /// How many octets it has.
        var size: Int {
            switch self {
            case .octets(let octets): octets.count
            case .stored(let size, _): Swift.max(0, size)
            }
        }
    }

    /// A store had fewer octets than were announced.
    struct Shortfall: Error {}

    /// How many octets of what is in memory are handed over at a time.
    static let pieceSize = 65_536

    /// How many octets there are.
    let size: Int
    private let parts: [Part]

    /// Makes the octets of runs, one after the other.
    ///
    /// - Parameter parts: the runs.
    init(_ parts: [Part]) {
        self.parts = parts
        size = parts.reduce(0) { $0 + $1.size }
    }

    /// Makes the octets of a message that is in memory whole.
    ///
    /// - Parameter octets: all of them.
    init(octets: [UInt8]) { self.init([.octets(octets)]) }

    /// Begins to read.
    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(parts: parts) }

    /// Reads the pieces one after the other.
    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let parts: [Part]
        private var index = 0
        private var offset = 0

        fileprivate init(parts: [Part]) { self.parts = parts }

        /// The next piece, never empty; nil at the end.
        ///
        /// - Throws: what the store threw, or `Shortfall`.
        mutating func next() async throws -> ByteBuffer? {
            while index < parts.count {
                let part = parts[index]
                guard offset < part.size else {
                    (index, offset) = (index + 1, 0)
                    continue
                }
                let rest = part.size - offset
                let piece: ArraySlice<UInt8>
                switch part {
                case .octets(let octets): piece = octets[offset...].prefix(MessagePieces.pieceSize)
                case .stored(_, let read): piece = try await read(offset).prefix(rest)
                }
                guard !piece.isEmpty else { throw Shortfall() }
                offset += piece.count
                return ByteBuffer(bytes: piece)
            }
            return nil
        }
    }
}
