/** Socket.IO's own bundle, served beside the frame's modules. */
export { io } from 'socket.io-client';
