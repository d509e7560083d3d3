import DeliveryQueue
import Foundation
import Testing

@testable import ReferenceServer

@Suite("A list of messages")
struct MessageListTests {
    private func page(_ ids: [String]) throws -> [MessageView] {
        let parts = ids.map { id in
            #"{"id":"\#(id)","from":"a@b.example","size":1,"accepted":"x","expires":"y","recipients":"#
                + #"[{"address":"c@d.example","state":"queued","attempts":0,"ambiguous":true}]}"#
        }
        return try JSONDecoder().decode([MessageView].self, from: Data("[\(parts.joined(separator: ","))]".utf8))
    }

    @Test("is one document of JSON, however many pages it has", arguments: [[], [["a"]], [["a", "b"], ["c"]]])
    func json(pages: [[String]]) throws {
        var list = MessageList(isJSON: true)
        var octets: [UInt8] = []
        for ids in pages { octets += try list.add(try page(ids)) }
        octets += list.end(none: "none")
        let read = try JSONDecoder().decode([MessageView].self, from: Data(octets))
        #expect(read.map(\.id) == pages.flatMap { $0 })
    }

    @Test("has one header, and columns that do not become narrower")
    func table() throws {
        var list = MessageList(isJSON: false)
        let first = String(decoding: try list.add(try page(["longer"])), as: UTF8.self)
        #expect(first.hasPrefix("ID      FROM") && first.hasSuffix("queued*  0         -             -\n"))
        #expect(String(decoding: try list.add(try page(["a"])), as: UTF8.self).hasPrefix("a       <a@b.example>"))
        #expect(list.end(none: "none").isEmpty)
        #expect(MessageList(isJSON: false).end(none: "none") == Array("none\n".utf8))
    }
}
