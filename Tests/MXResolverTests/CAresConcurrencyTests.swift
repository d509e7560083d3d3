import MXResolverTesting
import MailAddressing
import Testing

@testable import MXResolver

/// Many queries at once, cancellation and shutdown: every query ends exactly once, and ends no other.
@Suite(.timeLimit(.minutes(15)))
struct CAresConcurrencyTests {
    /// A zone of as many hosts, the address of each made of its number.
    private static func zone(hosts: Int) -> String {
        (0..<hosts).map { "h\($0).test. A 10.0.\($0 / 256).\($0 % 256)" }.joined(separator: "\n")
    }

    private static func address(_ host: Int) -> DNSRecordData {
        .address(IPAddress("10.0.\(host / 256).\(host % 256)")!)
    }

    @Test func answersAThousandAtOnce() async throws {
        let count = 1_000
        try await withServer(Self.zone(hosts: count)) { resolver, _ in
            let right = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
                for host in 0..<count {
                    group.addTask {
                        let answer = await resolver.query(domain("h\(host).test"), .a).success
                        return answer?.records.map(\.data) == [Self.address(host)]
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(right == count)
        }
    }

    @Test func replacesItsChannelUnnoticed() async throws {
        // More queries than one channel sends.
        let (workers, each) = (32, 150)
        try await withServer(Self.zone(hosts: workers)) { resolver, _ in
            let right = await withTaskGroup(of: Int.self, returning: Int.self) { group in
                for host in 0..<workers {
                    group.addTask {
                        var right = 0
                        for _ in 0..<each {
                            if await resolver.query(domain("h\(host).test"), .a).success != nil { right += 1 }
                        }
                        return right
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(right == workers * each)
        }
    }

    @Test func cancelsOneQueryAlone() async throws {
        try await withServer(Self.zone(hosts: 2), timeout: .seconds(20)) { resolver, server in
            server.fail(domain("h0.test"), with: .drop)
            server.fail(domain("h1.test"), with: .delay(.milliseconds(300)))
            let cancelled = Task { await resolver.query(domain("h0.test"), .a) }
            let other = Task { await resolver.query(domain("h1.test"), .a) }
            try await waitUntil { server.counts.datagrams >= 2 }
            cancelled.cancel()
            #expect(await cancelled.value.failure == .cancelled)
            #expect(await other.value.success?.records.map(\.data) == [Self.address(1)])
        }
    }

    @Test func endsACancelledTaskAtOnce() async throws {
        try await withServer(Self.zone(hosts: 1)) { resolver, _ in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await resolver.query(domain("h0.test"), .a)
            }
            #expect(await task.value.failure == .cancelled)
        }
    }

    @Test func survivesCancellationAtAnyMoment() async throws {
        let count = 500
        try await withServer(Self.zone(hosts: count)) { resolver, _ in
            let tasks = (0..<count).map { host in
                Task { await resolver.query(domain("h\(host).test"), .a) }
            }
            for (host, task) in tasks.enumerated() where host % 3 != 0 {
                task.cancel()
                if host % 10 == 0 { await Task.yield() }
            }
            for (host, task) in tasks.enumerated() {
                let result = await task.value
                if host % 3 == 0 || result.success != nil {
                    #expect(result.success?.records.map(\.data) == [Self.address(host)])
                } else {
                    #expect(result.failure == .cancelled)
                }
            }
        }
    }

    @Test func shutsDownWithQueriesUnderWay() async throws {
        let count = 200
        try await withServer(Self.zone(hosts: count), timeout: .seconds(60)) { resolver, server in
            for host in 0..<count { server.fail(domain("h\(host).test"), with: .drop) }
            let tasks = (0..<count).map { host in
                Task { await resolver.query(domain("h\(host).test"), .a) }
            }
            try await waitUntil { server.counts.datagrams >= count / 2 }
            resolver.shutdown()
            for task in tasks { #expect(await task.value.failure == .cancelled) }
            #expect(await resolver.query(domain("h0.test"), .a).failure == .cancelled)
            resolver.shutdown()
        }
    }

    @Test func endsWithItsLastReference() async throws {
        try await withServer(Self.zone(hosts: 1)) { _, server in
            for _ in 0..<50 {
                let configuration = CAresResolver.Configuration(servers: [server.address])
                weak var loop: ResolverLoop?
                do {
                    let resolver = try CAresResolver(configuration: configuration)
                    loop = resolver.loop
                    #expect(await resolver.query(domain("h0.test"), .a).success != nil)
                }
                // The thread holds the loop, and the loop its descriptors.
                try await waitUntil { loop == nil }
            }
        }
    }
}

/// Ten thousand queries: what a burst of mail asks, and more than a server is given at once.
@Suite(.timeLimit(.minutes(15)))
struct CAresBurstTests {
    private static let count = 10_000

    @Test func answersTenThousandAtOnce() async throws {
        let zone = (0..<100).map { "h\($0).test. A 10.0.0.\($0)" }.joined(separator: "\n")
        try await withServer(zone, timeout: .seconds(60), tries: 8) { resolver, _ in
            let right = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
                for number in 0..<Self.count {
                    group.addTask {
                        let answer = await resolver.query(domain("h\(number % 100).test"), .a).success
                        return answer?.records.map(\.data) == [.address(IPAddress("10.0.0.\(number % 100)")!)]
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(right == Self.count)
        }
    }

    @Test func endsTenThousandThatAreUnderWay() async throws {
        try await withServer("h.test. A 10.0.0.1", timeout: .seconds(60)) { resolver, server in
            server.fail(domain("h.test"), with: .drop)
            let tasks = (0..<Self.count).map { _ in Task { await resolver.query(domain("h.test"), .a) } }
            try await waitUntil { server.counts.datagrams >= 1_000 }
            for (number, task) in tasks.enumerated() where number.isMultiple(of: 2) { task.cancel() }
            for (number, task) in tasks.enumerated() where number.isMultiple(of: 2) {
                #expect(await task.value.failure == .cancelled)
            }
            resolver.shutdown()
            for task in tasks { #expect(await task.value.failure == .cancelled) }
        }
    }

    @Test func endsWithItsLastReferenceWhileQueriesAreUnderWay() async throws {
        try await withServer("h.test. A 10.0.0.1", timeout: .seconds(60)) { _, server in
            server.fail(domain("h.test"), with: .drop)
            var tasks: [Task<Result<DNSAnswer, DNSFailure>, Never>] = []
            weak var loop: ResolverLoop?
            do {
                let resolver = try CAresResolver(
                    configuration: CAresResolver.Configuration(servers: [server.address]))
                loop = resolver.loop
                tasks = (0..<100).map { _ in Task { await resolver.query(domain("h.test"), .a) } }
                try await waitUntil { server.counts.datagrams >= 50 }
            }
            // A task that waits holds the resolver; cancelled, each lets go of it, and the last one ends the thread.
            for task in tasks { task.cancel() }
            for task in tasks { #expect(await task.value.failure == .cancelled) }
            tasks = []
            try await waitUntil { loop == nil }
        }
    }
}
