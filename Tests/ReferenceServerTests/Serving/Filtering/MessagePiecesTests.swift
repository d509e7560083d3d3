import NIOCore
import Testing

@testable import ReferenceServer

@Suite("The octets of a message for a filter")
struct MessagePiecesTests {
    /// All pieces one after the other.
    private static func read(_ pieces: MessagePieces) async -> [[UInt8]] {
        var read: [[UInt8]] = []
        for await piece in pieces { read.append(Array(piece.readableBytesView)) }
        return read
    }

    @Test("come in pieces, each time from the beginning")
    func memory() async {
        let octets = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let pieces = MessagePieces(octets: octets)
        #expect(pieces.size == 150_000)
        for _ in 0..<2 {
            let read = await Self.read(pieces)
            #expect(read.map(\.count) == [65_536, 65_536, 18_928])
            #expect(Array(read.joined()) == octets)
        }
    }

    @Test("of nothing are none")
    func nothing() async {
        #expect(await Self.read(MessagePieces(octets: [])).isEmpty)
        #expect(MessagePieces(octets: []).size == 0)
    }
}
