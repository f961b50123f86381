FROM eclipse-temurin:25-jdk AS build
WORKDIR /signalbox
COPY . .
RUN ./mvnw -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM eclipse-temurin:25-jre
WORKDIR /signalbox
RUN useradd --system --home /signalbox signalbox && mkdir data && chown signalbox data
COPY --from=build /signalbox/signalbox signalbox
COPY --from=build /signalbox/standalone/target/lib standalone/target/lib
RUN touch standalone/target/signalbox.built
USER signalbox
VOLUME /signalbox/data
EXPOSE 8080
ENTRYPOINT ["./signalbox"]
CMD ["start"]
