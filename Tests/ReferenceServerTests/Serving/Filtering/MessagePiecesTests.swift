import NIOCore
import Testing

@testable import ReferenceServer

@Suite("The octets of a message for a filter")
struct MessagePiecesTests {
    /// All pieces one after the other.
    private static func read(_ pieces: MessagePieces) async throws -> [[UInt8]] {
        var read: [[UInt8]] = []
        for try await piece in pieces { read.append(Array(piece.readableBytesView)) }
        return read
    }

    @Test("in memory come in pieces, each time from the beginning")
    func memory() async throws {
        let octets = (0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let pieces = MessagePieces(octets: octets)
        #expect(pieces.size == 150_000)
        for _ in 0..<2 {
            let read = try await Self.read(pieces)
            #expect(read.map(\.count) == [65_536, 65_536, 18_928])
            #expect(Array(read.joined()) == octets)
        }
    }

    @Test("in a store are read where they are needed, between what is in memory")
    func stored() async throws {
        let body = Array("0123456789".utf8)
        let pieces = MessagePieces([
            .octets(Array("head".utf8)), .octets([]), .stored(size: 0) { _ in [] },
            .stored(size: 8) { offset in Array(body[offset...].prefix(3)) }, .octets(Array("tail".utf8)),
        ])
        #expect(pieces.size == 16)
        let read = try await Self.read(pieces).map { String(decoding: $0, as: UTF8.self) }
        #expect(read == ["head", "012", "345", "67", "tail"])
    }

    @Test("that the store does not have are an error")
    func shortfall() async {
        let pieces = MessagePieces([.stored(size: 4) { offset in offset < 2 ? [1, 2] : [] }])
        await #expect(throws: MessagePieces.Shortfall.self) { try await Self.read(pieces) }
    }

    @Test("of nothing are none")
    func nothing() async throws {
        #expect(try await Self.read(MessagePieces(octets: [])).isEmpty)
        #expect(MessagePieces([.stored(size: -1) { _ in [] }]).size == 0)
    }
}
