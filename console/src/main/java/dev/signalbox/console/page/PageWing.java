package dev.signalbox.console.page;

import dev.signalbox.contract.net.Entrance;
import dev.signalbox.web.ApiException;
import dev.signalbox.web.FrontPage;
import dev.signalbox.web.HttpRoutes;
import dev.signalbox.web.RouteTable;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// The page in a browser: `GET /` and the files that it is made of, `GET /page/…`.
///
/// They are the same for everybody and hold nothing of any account, so they need no access key;
/// what they show, they ask the API for. They are for those networks that may call the API. A
/// request to `/` that names an action calls the API instead.
public final class PageWing implements HttpRoutes {
    private final PageFiles files;

    /// Reads the page's files.
    public PageWing() {
        files = new PageFiles(PageFolder.read());
    }

    @Override
    public void addTo(RouteTable table) {
        RouteTable open = table.at(Entrance.API).withoutKey();
        open.getIf(
                request -> !FrontPage.namesAction(request),
                "/",
                (request, response) -> files.index().answer(request, response));
        open.get("/page/*", this::file);
    }

    private void file(ServerRequest request, ServerResponse response) {
        PageFile file = files.at(request.prologue().uriPath().rawPath());
        if (file == null) {
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            throw new ApiException(
                    404,
                    "NotFound",
                    "the page has no such file; after an update its files have another path: load"
                            + " the page again");
        }
        file.answer(request, response);
    }
}
