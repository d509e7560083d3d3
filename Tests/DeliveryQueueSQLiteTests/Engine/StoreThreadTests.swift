#if os(Linux)
    import Foundation
    import Testing

    @testable import DeliveryQueueSQLite

    @Suite("Threads of a store", .timeLimit(.minutes(15)))
    struct StoreThreadTests {
        /// The octets of address space that the process has taken.
        private static func addressSpace() throws -> Int {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmSize:") })
            return try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }) << 10
        }

        @Test("leave nothing behind when their work is done")
        func ends() async throws {
            var attributes = pthread_attr_t()
            var stack = 0
            pthread_attr_init(&attributes)
            pthread_attr_getstacksize(&attributes, &stack)
            pthread_attr_destroy(&attributes)
            let before = try Self.addressSpace()
            var sum = 0
            for number in 1...1_000 { sum += await OwnThread.run { number } }
            #expect(sum == 500_500)
            // A thread that nobody waits for keeps its stack. Other tests take memory meanwhile, though not so much.
            #expect(try Self.addressSpace() - before < 500 * stack)
        }
    }
#endif
