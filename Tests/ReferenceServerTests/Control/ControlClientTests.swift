import Foundation
import Testing

@testable import ReferenceServer

@Suite("The command line's side of the control socket", .timeLimit(.minutes(15)))
struct ControlClientTests {
    private static let progress = #"{"progress":{"step":"messages","done":1,"total":2}}"#

    @Test("takes what comes before the answer, and the answer")
    func answer() throws {
        let pair = try SocketPair()
        pair.answer(Self.progress + "\n" + #"{"page":[]}"# + "\n" + #"{"listed":7}"# + "\n")
        var partial: [QueueResponse] = []
        let response = try ControlClient.exchange(.summary(), on: pair.client) { partial.append($0) }
        #expect(response.listed == 7)
        #expect(partial.map { $0.progress?.text } == ["messages: 1 of 2", nil])
        #expect(partial.last?.page?.isEmpty == true)
        var question = [UInt8](repeating: 0, count: 100)
        let count = read(pair.daemon, &question, 100)
        #expect(String(decoding: question.prefix(max(0, count)), as: UTF8.self) == #"{"summary":{}}"# + "\n")
    }

    @Test(
        "is told when a daemon ends before it has answered, or says what is no answer",
        arguments: [
            ("", "ended before it answered"), (progress + "\n", "ended before it answered"),
            (#"{"listed":"#, "ended before it answered"), ("nonsense\n", "is not understood"),
        ])
    func noAnswer(text: String, reason: String) throws {
        let pair = try SocketPair()
        pair.answer(text)
        let error = #expect(throws: CommandFailure.self) {
            _ = try ControlClient.exchange(.summary(), on: pair.client) { _ in }
        }
        #expect(error?.status == 3 && error?.message.contains(reason) == true)
    }

    @Test("is told, and not killed, when the daemon has gone before the question")
    func gone() throws {
        let pair = try SocketPair()
        shutdown(pair.client, CInt(SHUT_RDWR))
        let error = #expect(throws: CommandFailure.self) {
            _ = try ControlClient.exchange(.summary(), on: pair.client) { _ in }
        }
        #expect(error?.message.contains("ended before it was asked") == true)
    }
}
