# One image for every role: `docker compose up` runs them all, docs/operations.md tells how.
# The same Python in both stages: the environment is made where compilers are, and copied to where none are.
FROM python:3.11-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/fitsignal
COPY requirements.lock ./
RUN /opt/fitsignal/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY icp ./icp
COPY streams ./streams
COPY sources ./sources
COPY sinks ./sinks
COPY fitsignal ./fitsignal
RUN /opt/fitsignal/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
    && /opt/fitsignal/bin/fitsignal --help > /dev/null

FROM python:3.11-slim-bookworm
# A fixed number, so that volumes keep their owner from image to image. /state is what a new volume takes its rights from.
RUN groupadd --gid 10001 fitsignal \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /state --shell /usr/sbin/nologin fitsignal \
    && install --directory --owner=fitsignal --group=fitsignal --mode=0700 /state \
    && install --directory --owner=fitsignal --group=fitsignal --mode=0755 /workspace
COPY --from=build /opt/fitsignal /opt/fitsignal
# Configuration is read from /workspace, which may be read-only; all that the program keeps is in /state.
ENV PATH=/opt/fitsignal/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FITSIGNAL_WORKSPACE=/workspace \
    FITSIGNAL_STATE=/state
WORKDIR /workspace
VOLUME ["/state"]
USER 10001:10001
EXPOSE 8787 8788 8789
STOPSIGNAL SIGTERM
ENTRYPOINT ["fitsignal"]
CMD ["run"]
