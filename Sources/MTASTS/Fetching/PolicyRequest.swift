internal import AsyncHTTPClient
internal import MXResolver
internal import MailAddressing
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// The request for the policy of one domain.
struct PolicyRequest: Sendable {
    /// The domain whose policy it is.
    let domain: DomainName
    /// The policy host, whose name the certificate must have.
    let host: DomainName
    /// How long and how much is waited for.
    let configuration: HTTPSPolicyFetcher.Configuration
    /// The settings of TLS.
    let tls: TLSConfiguration

    /// What stands before the domain in the name of its policy host (RFC 8461, section 3.2).
    static let label = "mta-sts"
    /// Where the policy lies on its host (RFC 8461, section 3.2).
    static let path = "/.well-known/mta-sts.txt"

    /// Makes the request of one address.
    ///
    /// - Parameter address: the address that is connected to, and no other.
    /// - Returns: the policy, or why there is none; the detail of the kind `cancelled` says how far it came.
    func run(at address: IPAddress) async -> PolicyFetch {
        // Addresses are fixed for each client, so it lives for one request. An event loop of NIO's own always speaks
        // TLS through NIOSSL, where those of other systems have settings and trust of their own.
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: clientConfiguration(for: address))
        let fetch = await run(at: address, through: client)
        // Nobody waits for this: a connection that is being made cannot be stopped, and ends with its own timeout.
        client.shutdown { _ in }
        return fetch
    }

    private func run(at address: IPAddress, through client: HTTPClient) async -> PolicyFetch {
        var stage = "while an answer was awaited"
        var body: [UInt8] = []
        do {
            let response = try await client.execute(makeRequest(), deadline: deadline)
            let head = PolicyResponseHead(status: Int(response.status.code), headers: response.headers)
            if let fault = head.fault(maximumLength: configuration.maximumLength) {
                return .failed(failure(fault.kind, at: address, detail: fault.detail))
            }
            stage = "while the policy was read"
            for try await part in response.body {
                guard part.readableBytes <= configuration.maximumLength - body.count else {
                    let detail = "it goes on after \(configuration.maximumLength) octets"
                    return .failed(failure(.tooLong, at: address, detail: detail))
                }
                body.append(contentsOf: part.readableBytesView)
            }
            guard !Task.isCancelled else { return .failed(failure(.cancelled, at: address, detail: stage)) }
            return policy(body, coding: head.contentCoding, at: address)
        } catch {
            guard !Task.isCancelled else { return .failed(failure(.cancelled, at: address, detail: stage)) }
            if let fault = (error as? ConnectionCheck.Fault)?.failure {
                return .failed(failure(fault.kind, at: address, detail: fault.detail))
            }
            let fault = TransportFault(error, connectTimeout: configuration.connectTimeout)
            return .failed(failure(fault.kind, at: address, detail: fault.detail))
        }
    }

    /// When the client gives up by itself.
    ///
    /// Whoever fetches does so before and says what was waited for: this bounds what the clock handed in does not.
    private var deadline: NIODeadline { .now() + TimeAmount(configuration.timeout + Self.deadlineMargin) }
    private static let deadlineMargin = Duration.seconds(30)

    private func policy(_ body: [UInt8], coding: String?, at address: IPAddress) -> PolicyFetch {
        do throws(PolicyTextError) {
            return .policy(try StrictTransportPolicy(parsing: body))
        } catch {
            let detail = coding.map { "it came as \($0), which was not asked for" } ?? ""
            return .failed(failure(.malformed(error), at: address, detail: detail))
        }
    }

    private func failure(_ kind: PolicyFetchFailure.Kind, at address: IPAddress, detail: String) -> PolicyFetchFailure {
        PolicyFetchFailure(kind, of: domain, port: configuration.port, at: address, detail: detail)
    }

    private func makeRequest() -> HTTPClientRequest {
        var request = HTTPClientRequest(url: PolicyFetchFailure.url(of: domain, port: configuration.port))
        request.headers.add(name: "Accept", value: "text/plain")
        request.headers.add(name: "Accept-Encoding", value: "identity")
        request.headers.add(name: "Connection", value: "close")
        if let userAgent = configuration.userAgent { request.headers.add(name: "User-Agent", value: userAgent) }
        return request
    }
}

extension PolicyRequest {
    /// The settings of a client that connects to one address only, once.
    private func clientConfiguration(for address: IPAddress) -> HTTPClient.Configuration {
        var client = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        client.httpVersion = .http1Only
        client.dnsOverride = [host.text: address.description]
        client.timeout.connect = TimeAmount(configuration.connectTimeout)
        // The next address is ours to try. And the client would trap if a connection that the check below refused were
        // closed while it waits to try again.
        client.connectionPool.retryConnectionEstablishment = false
        client.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
        client.maximumUsesPerConnection = 1
        client.decompression = .disabled
        client.tracing.tracer = nil
        let check = ConnectionCheck(address: address, host: host)
        client.http1_1ConnectionDebugInitializer = { check.judge($0) }
        return client
    }
}
