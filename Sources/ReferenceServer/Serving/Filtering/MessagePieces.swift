import NIOCore

/// The octets of a message on their way to a filter, a piece at a time, so that it is not in memory twice.
///
/// It may be read several times, each time from the beginning.
struct MessagePieces: AsyncSequence, Sendable {
    /// How many octets are handed over at a time.
    static let pieceSize = 65_536

    private let octets: [UInt8]

    /// Makes the octets of a message.
    ///
    /// - Parameter octets: all of them.
    init(octets: [UInt8]) { self.octets = octets }

    /// How many octets there are.
    var size: Int { octets.count }

    /// Begins to read.
    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: octets[...]) }

    /// Reads the pieces one after the other.
    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var rest: ArraySlice<UInt8>

        /// The next piece, never empty; nil at the end.
        mutating func next() async -> ByteBuffer? {
            let piece = rest.prefix(MessagePieces.pieceSize)
            guard !piece.isEmpty else { return nil }
            rest = rest.dropFirst(piece.count)
            return ByteBuffer(bytes: piece)
        }
    }
}
