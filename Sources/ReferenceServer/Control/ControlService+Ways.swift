import DeliveryQueue
import Logging

/// Which way the mail of a site takes in mode smart.
extension ControlService {
    /// Takes the way that people choose for a site's mail, or leaves the choice to the queue again.
    ///
    /// - Parameters:
    ///   - name: `direct` or `relay`; anything else leaves it open.
    ///   - site: the site, or a recipient's domain.
    /// - Throws: `QueueStoreError` when it cannot be written.
    func choose(_ name: String?, forSite site: String) async throws(QueueStoreError) -> QueueResponse {
        guard name == nil || name == "direct" || name == "relay" else {
            return QueueResponse(failure: "a way is direct or relay")
        }
        let way: DeliveryWay? = name == "direct" ? .usual : name == "relay" ? .overflow : nil
        guard let report = try await queue.choose(way, forSite: site) else {
            let reason =
                isDelivering
                ? "delivery.mode is not smart, or a route of the configuration leads there" : "no daemon runs"
            return QueueResponse(notFound: Console.printable("there is no choice of a way to \(site): \(reason)"))
        }
        let named = await queue.explain(site: site).site
        logger?.notice(
            "A way was chosen",
            metadata: ["site": "\(named)", "detail": "\(way == nil ? "left to the queue" : name ?? "")"])
        return QueueResponse(way: WayChangeView(site: named, way: WayView(report)))
    }
}
