import Testing

@testable import ReferenceServer

@Suite("Lines of what comes in pieces")
struct LineBufferTests {
    @Test("are the same however it is cut", arguments: [1, 2, 3, 100])
    func pieces(of size: Int) {
        var buffer = LineBuffer()
        var lines: [String] = []
        var rest = Array("one\n\nthree\nrest".utf8)[...]
        while !rest.isEmpty {
            buffer.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            while let line = buffer.next() { lines.append(String(decoding: line, as: UTF8.self)) }
        }
        #expect(lines == ["one", "", "three"])
        buffer.append([10])
        #expect(buffer.next().map { String(decoding: $0, as: UTF8.self) } == "rest")
        #expect(buffer.next() == nil)
    }
}
