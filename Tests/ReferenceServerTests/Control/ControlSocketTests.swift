import DeliveryQueue
import Foundation
import Testing

@testable import ReferenceServer

@Suite("The daemon's side of the control socket", .timeLimit(.minutes(15)))
struct ControlSocketTests {
    @Test("answers a question that comes in pieces", arguments: [1, 5, 1_000])
    func pieces(of size: Int) async throws {
        let answer = try await talk { connection in
            var rest = Array(#"{"summary":{}}"#.utf8 + [10])[...]
            while !rest.isEmpty {
                connection.send(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            return connection.rest()
        }
        let response = try JSONDecoder().decode(QueueResponse.self, from: Data(answer))
        #expect(response.summary?.unsettledMessages == 2)
        #expect(answer.last == 10)
    }

    @Test("says that it does not understand")
    func nonsense() async throws {
        let answer = try await talk { connection in
            connection.send(Array("what?\n".utf8))
            return connection.rest()
        }
        #expect(String(decoding: answer, as: UTF8.self).contains("the question is not understood"))
    }

    @Test("hangs up when a question has no end")
    func endless() async throws {
        let answer = try await talk { connection in
            let piece = [UInt8](repeating: 32, count: 65_536)
            for _ in 0...(ControlHandler.maximumQuestionLength / piece.count) where !connection.send(piece) { break }
            return connection.rest()
        }
        #expect(answer.isEmpty)
    }

    @Test("gives a long list out in pages, the newest last, and tells how far a check is")
    func pages() async throws {
        try await TemporaryFolder.asynchronously { folder in
            let fixture = try await ControlFixture((0..<2_500).map { ["u\($0)@b.example"] })
            let server = try await fixture.listen(in: folder)
            let (responses, response) = try await onThread {
                var partial: [QueueResponse] = []
                let answer = try ControlClient.ask(.list(MessageFilter(limit: 2_200)), dataPath: folder.path) {
                    partial.append($0)
                }
                return (partial, answer)
            }
            #expect(response?.listed == 2_200)
            #expect(responses.map { $0.page?.count } == [1_000, 1_000, 200])
            #expect(responses.flatMap { $0.page ?? [] }.map(\.id) == fixture.ids.suffix(2_200).map(\.description))
            await server.stop()
            let none = try await onThread { try ControlClient.ask(.summary(), dataPath: folder.path) }
            #expect(none == nil)
        }
    }

    /// Talks to a daemon with a few messages, on a thread of its own.
    private func talk(_ dialogue: @escaping @Sendable (LocalConnection) -> [UInt8]) async throws -> [UInt8] {
        var answer: [UInt8] = []
        try await TemporaryFolder.asynchronously { folder in
            let server = try await ControlFixture().listen(in: folder)
            answer = try await onThread { dialogue(try LocalConnection(to: folder.path + "/control.sock")) }
            await server.stop()
        }
        return answer
    }
}
